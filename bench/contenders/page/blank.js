// Deletes what a measurement has left on this origin.

const settled = request =>
  new Promise((done, fail) => {
    request.onsuccess = () => done();
    request.onerror = () => fail(request.error);
  });

self.clean = async () => {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    await registration.unregister();
  }
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) {
    await settled(indexedDB.deleteDatabase(name));
  }
  localStorage.clear();
};
self.loaded = true;
