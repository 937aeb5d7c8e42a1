import type { Plugin } from 'vite';

export interface HoldfastOptions {
  /** The app's worker, relative to Vite's root; default: `src/sw.js`, `src/sw.ts`, `sw.js` or `sw.ts`, the first that there is. */
  worker?: string;
  /** The name of the built worker, beside `index.html`; default: `sw.js`. */
  filename?: string;
  /**
   * Where Holdfast's server runs, such as `http://localhost:8080`: `vite` and `vite preview` pass its paths, `/v1/` and
   * `/holdfast/ping`, on to it. Default: they do not.
   */
  server?: string;
  /** Which of the built files the app needs offline, by their path below `dist`; default: all but source maps. */
  include?: RegExp;
  /** Which of these it does not. */
  exclude?: RegExp;
  /** In bytes: no larger file, Vite warns of each; default: no limit. */
  maxSize?: number;
  /**
   * Whether `vite` serves the inspector at `/holdfast/inspector.html` and lets the app's pages tell it what they do; default:
   * true. No build has any of it.
   */
  inspector?: boolean;
}

/** Makes the app's worker, with the list of the built files in place of `self.__PRECACHE`. In development the list is empty. */
export default function holdfast(options?: HoldfastOptions): Plugin;
