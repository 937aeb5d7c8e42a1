// Builds the documentation into target/docs: `node build.mjs`, or ./holdfast docs. The pages are the repository's own Markdown files, and
// the API's are made of the types. A file that a page links to and that is no page becomes one, so that every link leads somewhere.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const site = dirname(fileURLToPath(import.meta.url));
const home = dirname(site);
const target = join(site, 'target');
const pages = join(target, 'pages');
const LONG = 64 * 1024; // a longer file is no page: it is linked to as it is

/** Files of the repository that are pages, and where they are in the site. */
const places = new Map([
  ['README.md', 'project/readme.md'],
  ['ARCHITECTURE.md', 'project/architecture.md'],
  ['CONTRIBUTING.md', 'project/contributing.md'],
  ['CHANGELOG.md', 'project/changelog.md'],
  ['SECURITY.md', 'project/security.md'],
  ['examples/README.md', 'examples/index.md'],
]);
for (const name of readdirSync(join(home, 'docs'), { recursive: true })) {
  if (name.endsWith('.md')) places.set(`docs/${name}`, name);
}
for (const name of readdirSync(join(home, 'examples'))) {
  if (existsSync(join(home, 'examples', name, 'README.md'))) places.set(`examples/${name}/README.md`, `examples/${name}.md`);
}

function run(command, ...args) {
  const ended = spawnSync(command, args, { cwd: site, stdio: 'inherit' });
  if (ended.status !== 0) {
    console.error(`site: ${command} ${args.join(' ')} failed${ended.error ? `: ${ended.error.message}` : ''}`);
    process.exit(1);
  }
}

function write(place, text) {
  const file = join(pages, place);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const read = (path) => readFileSync(join(home, path), 'utf8');
const isFolder = (path) => statSync(join(home, path)).isDirectory();

/** The code block of a Markdown file that is called so: ```js main.js */
function block(path, name) {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`^\`\`\`(\\w+) ${quoted}\\n([^]*?)^\`\`\``, 'm').exec(read(path));
  if (!found) throw new Error(`${path} has no block of code called ${name}`);
  return fence(found[1], name, found[2]);
}

function fence(language, name, code) {
  const marks = /^ *````/m.test(code) ? '`````' : '````';
  return `${marks}${language} ${name}\n${code.replace(/\n*$/, '\n')}${marks}`;
}

const language = (path) => ({ '.mjs': 'js', '.ts': 'ts', '.txt': 'text', '.webmanifest': 'json', '': 'sh' })[extname(path)] ?? extname(path).slice(1);

/** The place of a file or folder of the repository; what is no page yet becomes one. */
function placeOf(path) {
  if (isFolder(path) && existsSync(join(home, path, 'README.md'))) return placeOf(posix.join(path, 'README.md'));
  if (!places.has(path)) {
    if (isFolder(path)) {
      const place = `source/${path}/index.md`;
      places.set(path, place);
      const names = readdirSync(join(home, path)).filter((name) => !/^(node_modules|target|dist|\.)/.test(name));
      const list = names.sort().map((name) => `- [${name}](${link(place, placeOf(posix.join(path, name)))})`);
      write(place, `---\nsearch: false\noutline: false\n---\n\n# ${path}\n\n${list.join('\n')}\n`);
    } else if (/\.(png|jpg|svg|ico)$/.test(path) || statSync(join(home, path)).size > LONG) {
      const place = `public/source/${path}`;
      places.set(path, place);
      mkdirSync(dirname(join(pages, place)), { recursive: true });
      cpSync(join(home, path), join(pages, place));
    } else {
      const place = `source/${path}.md`;
      places.set(path, place);
      write(place, `---\nsearch: false\noutline: false\n---\n\n# ${path}\n\n${fence(language(path), basename(path), read(path))}\n`);
    }
  }
  return places.get(path);
}

/** A link from one place to another. What is no page is at the site's root. */
function link(from, to) {
  return to.startsWith('public/') ? to.slice('public'.length) : posix.relative(posix.dirname(from), to);
}

/** A page with links for its place in the site. A line that is only [`name`](file) becomes that file, or that block of a Markdown file. */
function page(path, place, text = read(path)) {
  const where = (to) => posix.join(posix.dirname(path), decodeURI(to));
  const parts = text.split(/^((?:```|~~~~)[^]*?^(?:```|~~~~) *$)/m);
  return parts
    .map((part, i) =>
      i % 2
        ? part
        : part
            .replace(/^\[`([^`\n]+)`\]\(([^()#\s]+)(?:#[^)\s]*)?\)$/gm, (_, name, to) =>
              to.endsWith('.md') ? block(where(to), name) : fence(language(where(to)), name, read(where(to))),
            )
            .replace(/(^````+[^]*?^````+$)|(`+)[^`][^]*?\2(?!`)|(!?)\]\(([^()\s]+)\)|(src=")([^"]+)/gm, (all, code, ticks, mark, to, src, image) => {
              const url = to ?? image;
              if (code || ticks || /^(#|[a-z]+:|\/)/.test(url)) return all;
              const [file, hash] = url.split('#');
              const there = posix.join(posix.dirname(path), decodeURI(file));
              if (/\.(png|jpg|svg)$/.test(file)) return all.replace(url, image_(place, there));
              return all.replace(url, link(place, placeOf(there)) + (hash ? `#${hash}` : ''));
            }),
    )
    .join('');
}

/** A picture lies beside the pages, so that Vite gives it a name with a hash. */
function image_(from, path) {
  const place = `pictures/${basename(path)}`;
  mkdirSync(join(pages, 'pictures'), { recursive: true });
  cpSync(join(home, path), join(pages, place));
  const way = posix.relative(posix.dirname(from), place);
  return way.startsWith('.') ? way : `./${way}`;
}

/** The types as the package for npm has them: npm/pom.xml does the same. */
function types() {
  const all = join(target, 'types');
  cpSync(join(home, 'npm/src/main/package/dist'), all, { recursive: true, filter: (from) => isDirectory(from) || from.endsWith('.d.ts') });
  cpSync(join(home, 'browser/src/main/elements'), join(all, 'elements'), { recursive: true, filter: (from) => isDirectory(from) || from.endsWith('.d.ts') });
  cpSync(join(home, 'browser/src/main/js/holdfast.d.ts'), join(all, 'holdfast.d.ts'));
  const worker = read('browser/src/main/js/holdfast-worker.d.ts')
    .replace(/^interface |^type /gm, 'export $&')
    .replace(/^\/\*\*[^]*?\*\//, '')
    .replace(/^declare const holdfast/m, 'export const holdfast');
  writeFileSync(join(all, 'worker.d.ts'), worker);
}

const isDirectory = (path) => statSync(path).isDirectory();

const lock = join(site, 'package-lock.json');
const installed = join(site, 'node_modules/.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  run('npm', 'ci', '--no-audit', '--no-fund', '--silent');
}

rmSync(pages, { recursive: true, force: true });
rmSync(join(target, 'types'), { recursive: true, force: true });
cpSync(join(site, 'pages'), pages, { recursive: true });
cpSync(join(home, 'demo/app/favicon.svg'), join(pages, 'public/favicon.svg'));
for (const [path, place] of [...places]) write(place, page(path, place));

types();
run(process.execPath, 'node_modules/typedoc/bin/typedoc');
const java = join(target, 'java');
if (!existsSync(java)) {
  console.error('site: there is no target/java, the Javadoc: ./holdfast docs makes it, and then all of this');
  process.exit(1);
}
cpSync(java, join(pages, 'public/java'), { recursive: true });

rmSync(join(target, 'next'), { recursive: true, force: true });
run(process.execPath, 'node_modules/vitepress/bin/vitepress.js', 'build');
rmSync(join(target, 'docs'), { recursive: true, force: true });
renameSync(join(target, 'next'), join(target, 'docs'));
