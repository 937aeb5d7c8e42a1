import { svelte } from '@sveltejs/vite-plugin-svelte';
import holdfast from 'holdfast/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [svelte(), holdfast({ server: 'http://localhost:8080' })] });
