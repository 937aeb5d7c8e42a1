import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'svelte/compiler';
import { render } from 'svelte/server';
import { said } from './count.mjs';

const source = readFileSync('App.svelte', 'utf8');
writeFileSync('App.mjs', compile(source, { generate: 'server', filename: 'App.svelte' }).js.code);
const { default: App } = await import('./App.mjs');
said(render(App).body);
