// node bundles/sizes.mjs FOLDER…: JSON, [name, bytes, gzip, brotli] of each script in the folders.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const sizes = [];
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.js')) continue;
    const bytes = readFileSync(join(folder, name));
    const gzip = gzipSync(bytes, { level: 9 });
    sizes.push([name, bytes.length, gzip.length, brotliCompressSync(bytes).length]);
  }
}
console.log(JSON.stringify(sizes));
