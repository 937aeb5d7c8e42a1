import vue from '@vitejs/plugin-vue';
import holdfast from 'holdfast/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [vue(), holdfast({ server: 'http://localhost:8080' })] });
