// The plugin for Vite: makes the app's worker, with the list of the built files in it, and passes Holdfast's paths on to its
// server while one develops.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { manifestOf } from './manifest.js';

const WORKERS = ['src/sw.js', 'src/sw.ts', 'sw.js', 'sw.ts'];

const INSPECTOR = /^holdfast\/(inspector\.html|inspector\/[a-z]+\.(?:js|css))$/;
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** The path that the app is served below while one develops; as in Vite, '/' if it is known in the browser only. */
const pathOf = base => (base && base.startsWith('/') ? base.replace(/\/?$/, '/') : '/');

/** Passes on what Holdfast's server answers. A server that is gone is a network that is gone, and no error of Vite's. */
const proxyTo = (target, base) => {
  const rule = {
    target,
    rewrite: path => path.slice(base.length - 1),
    configure: proxy => proxy.on('error', (error, request) => request.socket.destroy()),
  };
  return { [base + 'v1/']: rule, [base + 'holdfast/ping']: rule };
};

/** What each option has to be. */
const CHECKS = {
  worker: [value => typeof value === 'string', "a path such as 'src/sw.js'"],
  filename: [value => /^[^/\\]+\.js$/.test(value), "a name such as 'sw.js'"],
  server: [value => URL.canParse(value), "a URL such as 'http://localhost:8080'"],
  include: [value => value instanceof RegExp, 'a regular expression'],
  exclude: [value => value instanceof RegExp, 'a regular expression'],
  maxSize: [value => Number.isFinite(value) && value > 0, 'a number of bytes'],
  inspector: [value => typeof value === 'boolean', 'true or false'],
};

const check = options => {
  for (const [name, value] of Object.entries(options)) {
    if (!CHECKS[name]) {
      const known = Object.keys(CHECKS).join(', ');
      throw new TypeError(`holdfast: no option ${name}: known are ${known}`);
    }
    const [isRight, expected] = CHECKS[name];
    if (value !== undefined && !isRight(value)) {
      throw new TypeError(`holdfast: ${name}: expected ${expected}, got ${JSON.stringify(value)}`);
    }
  }
};

export default function holdfast(options = {}) {
  check(options);
  const { filename = 'sw.js', server, inspector = true } = options;
  let config;
  let written = false;

  const worker = () => {
    const names = options.worker ? [options.worker] : WORKERS;
    const found = names.map(name => resolve(config.root, name)).find(existsSync);
    if (!found) throw new Error(`holdfast: no worker found: expected ${names.join(' or ')}`);
    return found;
  };

  /** The worker as one classic script, built like the app. */
  const script = async entries => {
    const { build } = await import('vite');
    const [{ output }] = await build({
      root: config.root,
      base: config.base,
      mode: config.mode,
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      resolve: { alias: config.resolve.alias },
      define: {
        'process.env.NODE_ENV': JSON.stringify(config.isProduction ? 'production' : 'development'),
        ...config.define,
        'self.__PRECACHE': JSON.stringify(entries),
      },
      build: {
        write: false,
        target: config.build.target,
        minify: config.isProduction && config.build.minify,
        lib: { entry: worker(), formats: ['iife'], name: 'worker', fileName: () => filename },
      },
    });
    return output[0].code;
  };

  return {
    name: 'holdfast',
    config(user, { command }) {
      const base = pathOf(user.base);
      const proxy = server ? proxyTo(server, base) : {};
      // A relative base is that of the page, wherever it is served.
      const told = command === 'build' && /^(\.\/)?$/.test(user.base ?? '/') ? './' : base;
      return {
        define: { __HOLDFAST_BASE__: JSON.stringify(told) },
        optimizeDeps: { exclude: ['holdfast'] },
        server: { proxy },
        preview: { proxy },
      };
    },
    configResolved(resolved) {
      config = resolved;
    },
    // The app's pages tell an open inspector what they do. A build has none of it.
    transformIndexHtml: {
      order: 'pre', // so that Vite finds the module
      handler: (html, { server: dev }) =>
        dev && inspector
          ? [{ tag: 'script', attrs: { type: 'module' }, children: "import 'holdfast/inspector';" }]
          : [],
    },
    configureServer(dev) {
      dev.middlewares.use((request, response, next) => {
        const asked = request.url.split('?')[0];
        const base = pathOf(config.base);
        const found = asked.startsWith(base) && INSPECTOR.exec(asked.slice(base.length));
        if (!found || !inspector) return next();
        response.setHeader('Content-Type', TYPES[found[1].split('.').pop()] + '; charset=utf-8');
        response.setHeader('Cache-Control', 'no-cache');
        response.end(readFileSync(new URL(found[1], import.meta.url)));
      });
      const path = pathOf(config.base) + filename;
      dev.middlewares.use(async (request, response, next) => {
        if (request.url.split('?')[0] !== path) return next();
        try {
          // A worker that has changed takes over at once: nobody waits for a release here.
          const code = (await script([])) + "\naddEventListener('install', () => skipWaiting());\n";
          response.setHeader('Content-Type', 'text/javascript');
          response.setHeader('Cache-Control', 'no-cache');
          response.end(code);
        } catch (failed) {
          next(failed);
        }
      });
    },
    writeBundle() {
      written = true;
    },
    // After all others, which may add files; and not if the build failed.
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (!written || config.build.ssr || this.environment.name !== 'client') return;
        written = false;
        const folder = resolve(config.root, config.build.outDir);
        const { include, exclude, maxSize } = options;
        const { entries, tooLarge } = manifestOf(folder, { include, exclude, maxSize });
        const files = entries
          .map(entry => ({ ...entry, url: entry.url.slice(1) }))
          .filter(entry => entry.url !== filename);
        if (!files.length) {
          throw new Error(
            'holdfast: include and exclude leave no file, so nothing would be there offline',
          );
        }
        for (const name of tooLarge) {
          config.logger.warn(
            `holdfast: ${name} is larger than maxSize, so it is not there offline`,
          );
        }
        writeFileSync(resolve(folder, filename), await script(files));
        config.logger.info(`holdfast: ${filename} keeps ${files.length} files offline`);
      },
    },
  };
}
