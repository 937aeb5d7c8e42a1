/*
 * Holdfast's worker as a module, for a service worker that a bundler makes: its script, and the parts that it loads with
 * importScripts where they are files of their own. A part runs when the worker first asks for it, as there.
 */

const parts = {
  install() {
    /*@install@*/
  },
  queue() {
    /*@queue@*/
  },
  resource() {
    /*@resource@*/
  },
};

/** In place of the browser's function of this name, for the script below. */
// eslint-disable-next-line no-unused-vars -- the script below calls it
function importScripts(url) {
  const name = /holdfast-([a-z]+)\.js$/.exec(url)[1];
  if (parts[name]) parts[name](); // the part for sync(fn) is a module of its own
}

// The worker's folder is where the app and its server are, unless precache.js says otherwise.
self.__HOLDFAST = self.__HOLDFAST || { root: new URL('./', self.location).pathname };

/*@worker@*/

export const holdfast = self.holdfast;

const { sync } = holdfast;
holdfast.sync = fn => {
  if (!self.holdfastSync) {
    throw new Error(
      "holdfast.sync(fn) needs import 'holdfast/worker/sync' beside 'holdfast/worker'",
    );
  }
  return sync.call(holdfast, fn);
};
