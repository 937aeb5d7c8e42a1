#!/usr/bin/env node
// npx holdfast manifest DIR: what holdfast/vite does, for apps that another tool builds.
import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { manifestOf, precacheScript } from './manifest.js';

const usage = `usage: holdfast manifest DIR [options]

Writes DIR/holdfast/precache.js, the list of the files that the app in DIR needs offline.

  --worker           copies the worker's scripts into DIR/holdfast, too
  --include PATTERN  only files whose path below DIR matches this regular expression
  --exclude PATTERN  no file whose path matches
  --max-size BYTES   no larger file: they are named on stderr`;

const fail = message => {
  process.stderr.write(`holdfast: ${message}\n`);
  process.exit(2);
};

const pattern = (name, text) => {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return fail(`--${name} ${text}: expected a regular expression`);
  }
};

const read = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        worker: { type: 'boolean' },
        include: { type: 'string', multiple: true },
        exclude: { type: 'string', multiple: true },
        'max-size': { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    });
  } catch (wrong) {
    return fail(wrong.message);
  }
};

const { values, positionals } = read();
for (const name of ['include', 'exclude', 'max-size']) {
  if (values[name]?.length > 1)
    fail(`--${name}: expected once, got it ${values[name].length} times`);
  values[name] = values[name]?.[0];
}
if (values.help) {
  process.stdout.write(usage + '\n');
  process.exit(0);
}
const [command, folder, more] = positionals;
if (command !== 'manifest' || !folder || more) fail('expected manifest DIR; --help says more');
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) fail(`${folder}: no such folder`);
const size = values['max-size'];
if (size !== undefined && !/^[1-9]\d*$/.test(size)) fail(`--max-size ${size}: expected bytes`);

const { entries, tooLarge } = manifestOf(folder, {
  include: pattern('include', values.include),
  exclude: pattern('exclude', values.exclude),
  maxSize: size === undefined ? undefined : Number(size),
});
for (const name of tooLarge) {
  process.stderr.write(`holdfast: ${name} is larger than ${size} bytes, so it is left out\n`);
}
if (!entries.length) fail(`no file of ${folder} is in the list, so nothing would be there offline`);
const target = join(folder, 'holdfast');
mkdirSync(target, { recursive: true });
if (values.worker) {
  const scripts = fileURLToPath(new URL('../classic', import.meta.url));
  cpSync(scripts, target, { recursive: true, filter: file => !file.endsWith('.d.ts') });
}
writeFileSync(join(target, 'precache.js'), precacheScript(entries));
process.stdout.write(`${join(target, 'precache.js')}: ${entries.length} files\n`);
