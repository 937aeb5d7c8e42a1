import { defineConfig } from 'vite';
import holdfast from 'holdfast/vite';

export default defineConfig({
  plugins: [
    holdfast({
      worker: 'src/sw.ts',
      filename: 'sw.js',
      server: 'http://localhost:8080',
      include: /./,
      exclude: /[.]webm$/,
      maxSize: 5_000_000,
    }),
  ],
});

// @ts-expect-error: no such option
holdfast({ workr: 'src/sw.ts' });
