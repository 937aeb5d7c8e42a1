// Builds the apps as they were before they moved to Holdfast: target/workbox, target/ngsw and target/pwa.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';

rmSync('target', { recursive: true, force: true });

cpSync('workbox', 'target/workbox', { recursive: true });
const files = ['index.html', 'app.js'].map((url) => ({
  url,
  revision: createHash('md5').update(readFileSync('workbox/' + url)).digest('hex'),
}));
await build({
  entryPoints: ['workbox/sw.js'],
  outfile: 'target/workbox/sw.js',
  allowOverwrite: true,
  bundle: true,
  minify: true,
  define: { 'self.__WB_MANIFEST': JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
});

cpSync('ngsw', 'target/ngsw', { recursive: true });
rmSync('target/ngsw/ngsw-config.json');
const angular = 'node_modules/@angular/service-worker/';
cpSync(angular + 'ngsw-worker.js', 'target/ngsw/ngsw-worker.js');
execFileSync('node', [angular + 'ngsw-config.js', 'target/ngsw', 'ngsw/ngsw-config.json', '/']);

execFileSync('npx', ['vite', 'build', 'pwa', '--outDir', '../target/pwa', '--emptyOutDir']);
