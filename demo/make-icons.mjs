// Writes app/icons/*.png from app/favicon.svg: `npm i playwright-core && node demo/make-icons.mjs`, with Chromium
// on the PATH. The pictures are committed; run it again only when the drawing changes.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = (path) => fileURLToPath(new URL(`app/${path}`, import.meta.url));
const drawing = readFileSync(here('favicon.svg'), 'utf8');
const square = drawing.replace(/rx="15" /, '');
const maskable = square.replace(/(<path[^>]*)stroke-width/g, '$1transform="translate(6.4 6.4) scale(0.8)" stroke-width');

const browser = await chromium.launch({
  executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();

async function draw(name, size, svg) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`);
  await page.screenshot({ path: here(`icons/${name}`), omitBackground: true });
}

mkdirSync(here('icons'), { recursive: true });
await draw('icon-192.png', 192, drawing);
await draw('icon-512.png', 512, drawing);
await draw('icon-180.png', 180, square);
await draw('icon-maskable-512.png', 512, maskable);
await browser.close();
