/**
 * @param {string} database
 * @param {string} replica
 */
export function storeIdentity(database, replica) {
  try {
    const known = localStorage.getItem(database);
    if (replica) localStorage.setItem(database, replica);
    else localStorage.removeItem(database);
    return !!known && known !== replica;
  } catch (blocked) {
    return false;
  }
}

/**
 * @param {string} url
 * @param {string | undefined} scope
 * @param {() => void} waiting
 * @param {string} tag
 * @param {ServiceWorkerRegistration[]} watched
 */
export function register(url, scope, waiting, tag, watched) {
  return navigator.serviceWorker
    .register(url, { scope: scope, updateViaCache: 'none' })
    .then(known => {
      const see = release =>
        release &&
        navigator.serviceWorker.controller &&
        (release.state === 'installed'
          ? waiting()
          : release.addEventListener(
              'statechange',
              () => release.state === 'installed' && waiting(),
            ));
      if (watched.includes(known)) return;
      watched.push(known);
      see(known.waiting);
      known.addEventListener('updatefound', () => see(known.installing));
      navigator.serviceWorker.ready
        .then(() =>
          navigator.permissions.query(/** @type {any} */ ({ name: 'periodic-background-sync' })),
        )
        .then(
          may =>
            may.state === 'granted' && known.periodicSync.register(tag, { minInterval: 432e5 }),
        )
        .catch(() => {});
    });
}

/**
 * @param {string | undefined} url
 */
export function update(url) {
  const workers = navigator.serviceWorker;
  return new Promise(done => done(workers.getRegistration(url)))
    .then(known => known || (workers.controller && workers.ready)) // WebKit may not find it
    .then(known => known && known.update().then(() => known))
    .then(known => {
      const next = known && known.installing;
      return next
        ? new Promise(done => {
            next.addEventListener('statechange', () => done(next.state !== 'redundant'));
          })
        : !!(known && known.waiting);
    });
}

/**
 * @param {string | undefined} subject
 * @param {boolean} all
 */
export function name(subject, all) {
  const workers = navigator.serviceWorker;
  if (!globalThis.isSecureContext || !workers) return Promise.resolve();
  const tell = worker =>
    worker &&
    new Promise(heard => {
      const pair = new MessageChannel();
      pair.port1.onmessage = heard;
      setTimeout(heard, 5000);
      worker.postMessage({ type: 'subject', subject: subject }, [pair.port2]);
    });
  workers.controller || all || workers.ready.then(known => tell(known.active)).catch(() => {});
  return Promise.resolve(
    workers.controller || (all && workers.getRegistration().then(known => known && known.active)),
  )
    .then(tell)
    .catch(() => {});
}

/**
 * @param {string} prefix
 * @param {(name: string) => Promise<unknown>} each
 */
export function databases(prefix, each) {
  const silent = new Promise((done, fail) =>
    setTimeout(fail, 10000, 'no list of databases in time'),
  );
  return Promise.race([indexedDB.databases(), silent]).then(all =>
    all
      .map(one => one.name)
      .filter(name => name.startsWith(prefix))
      .reduce(
        (before, name) => before.then(() => each(name)),
        /** @type {Promise<unknown>} */ (Promise.resolve()),
      ),
  );
}

/**
 * @param {string} name
 */
export function deleteDatabase(name) {
  return new Promise(done => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = done;
  });
}

/**
 * @param {string} prefix
 * @param {string} subject
 * @param {OfCache} ofCache
 */
export function forget(prefix, subject, ofCache) {
  try {
    Object.keys(localStorage).forEach(
      key => key.startsWith(prefix) && localStorage.removeItem(key),
    );
  } catch (blocked) {}
  return self.caches
    ? caches
        .keys()
        .then(names =>
          Promise.all(
            names.map(
              name => subject && name.endsWith(ofCache('', subject)) && caches.delete(name),
            ),
          ),
        )
    : 0;
}

/**
 * @param {Blob} blob
 * @param {string} space
 */
export function download(blob, space) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download =
    'holdfast-' + space + '-' + new Date().toISOString().replace(/[:.]/g, '-') + '.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/**
 * @param {{ code: string } | undefined} failed
 */
export function estimate(failed) {
  const store = navigator.storage || /** @type {StorageManager} */ ({});
  return Promise.all([
    store.estimate
      ? store.estimate().catch(() => /** @type {StorageEstimate} */ ({}))
      : /** @type {StorageEstimate} */ ({}),
    store.persisted ? store.persisted().catch(() => false) : false,
  ]).then(found => {
    const room = found[0];
    const full =
      (failed && failed.code === 'QUOTA') ||
      room.quota - room.usage < Math.min(room.quota / 10, 1e8);
    return {
      usage: room.usage,
      quota: room.quota,
      persisted: found[1],
      risk: full ? 'full' : found[1] ? 'none' : 'eviction',
    };
  });
}

/**
 * @param {string | undefined} url
 */
export function takeOver(url) {
  const workers = navigator.serviceWorker;
  return Promise.resolve(workers && workers.getRegistration(url).catch(() => {}))
    .then(known => known || (workers && workers.controller && workers.ready))
    .then(known => {
      const next = known && known.waiting;
      return (
        !!next &&
        new Promise(done => {
          next.onstatechange = () =>
            next.state === 'activated' ? done(true) : next.state === 'redundant' && done(false);
          next.postMessage({ type: 'skipWaiting' });
        })
      );
    });
}
