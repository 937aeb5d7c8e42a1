import react from '@vitejs/plugin-react';
import holdfast from 'holdfast/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [react(), holdfast({ server: 'http://localhost:8080' })] });
