/**
 * @param {{ debug?: boolean }} definitions
 */
export function isDebug(definitions) {
  try {
    return !!definitions.debug || !!localStorage.getItem('holdfast-debug');
  } catch (blocked) {
    return false;
  }
}

/**
 * @param {PageDefinitions} definitions
 */
export function place(definitions) {
  const at = globalThis.document ? document.baseURI : 'http://localhost';
  const worker = definitions.worker;
  const scope = definitions.scope || (worker && new URL('./', new URL(worker, at)));
  return (definitions.place = scope ? new URL(scope, at).pathname : definitions.root);
}

export function zeros() {
  return {
    queued: 0,
    inFlight: 0,
    unknown: 0,
    conflicted: 0,
    parked: 0,
    acknowledged: 0,
    merged: 0,
    superseded: 0,
    discarded: 0,
    archived: 0,
    total: 0,
  };
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
  return Promise.resolve(workers && workers.getRegistration(url).catch(() => {})).then(known => {
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
