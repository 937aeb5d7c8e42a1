// The list of the files that an app needs offline: the same as Holdfast's server makes of the same folder.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What the browser stores and updates by itself, or a page loads only to talk to its backend. */
const notNeeded = path =>
  path === '/sw.js' ||
  path.endsWith('.map') ||
  (path.startsWith('/holdfast/') && !/^\/holdfast\/holdfast(-engine|-more)?\.js$/.test(path));

const filesOf = (folder, root, path, found) => {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue;
    const file = join(folder, name);
    const real = realpathSync(file);
    if (!real.startsWith(root + sep)) continue; // a link that leads out of the folder
    const here = path + '/' + name;
    if (statSync(real).isDirectory()) filesOf(file, root, here, found);
    else found.push([here, real]);
  }
  return found;
};

/** A path as a URL: RFC 3986, so that our server, this and browsers write it alike. */
const encoded = path =>
  encodeURIComponent(path).replace(/%(24|26|2B|2C|3D|3A|40|2F)/g, decodeURIComponent);

/** Each time from the beginning, also by an expression with the flag `g`. */
const matches = (pattern, name) => name.search(pattern) >= 0;

/** The entries of a folder's files, sorted by their URLs, which begin with a slash. */
export const manifestOf = (folder, { include, exclude, maxSize = Infinity } = {}) => {
  const root = realpathSync(folder);
  const entries = [];
  const tooLarge = [];
  const files = filesOf(root, root, '', []).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [path, file] of files) {
    const name = path.slice(1);
    if (notNeeded(path) || (include && !matches(include, name))) continue;
    if (exclude && matches(exclude, name)) continue;
    const bytes = readFileSync(file);
    if (bytes.length > maxSize) {
      tooLarge.push(name);
      continue;
    }
    const hash = createHash('sha256').update(bytes).digest();
    const revision = hash.toString('hex').slice(0, 32);
    const integrity = 'sha256-' + hash.toString('base64');
    entries.push({ integrity, revision, url: encoded(path) });
  }
  return { entries, tooLarge };
};

/** The script `holdfast/precache.js`: it finds out where it lies, and puts that before each URL. */
export const precacheScript = entries => `self.__PRECACHE = [${entries
  .map(entry => '\n' + JSON.stringify(entry))
  .join(',')}
];
(from => {
  self.__HOLDFAST = { root: from ? from[1] : '/', elsewhere: [] };
  self.__PRECACHE.forEach(file => (file.url = self.__HOLDFAST.root + file.url.slice(1)));
})(/https?:\\/\\/[^/]*(\\/\\S*)holdfast\\/precache\\.js/.exec(new Error().stack));
`;
