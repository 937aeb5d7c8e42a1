/**
 * The kill switch: `importScripts('/holdfast/unregister.js')` as the whole worker of an app that wants none any more. It
 * takes over at once, deletes what Holdfast has cached for this scope, unregisters, and loads the open pages anew. Unsent
 * work stays on disk, and is there again with the next worker.
 */
(() => {
  const path = new URL(registration.scope).pathname;
  const ending = path === '/' ? '' : ' ' + path;
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', event =>
    event.waitUntil(
      caches
        .keys()
        .then(names =>
          Promise.all(
            names
              .filter(name => name.startsWith('holdfast') && name.replace(/^[^ ]*/, '') === ending)
              .map(name => caches.delete(name)),
          ),
        )
        .then(() => self.clients.matchAll({ type: 'window' }))
        .then(pages =>
          registration.unregister().then(() => pages.forEach(page => page.navigate(page.url))),
        ),
    ),
  );
})();
