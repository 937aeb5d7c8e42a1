/**
 * @param {(call: HoldfastSyncCall) => unknown} fn
 * @param {string} lock
 */
export function oneAtATime(fn, lock) {
  return call =>
    navigator.locks.request(lock, { signal: call.signal }, () =>
      Promise.race([
        new Promise((never, end) => call.signal.addEventListener('abort', end)),
        new Promise(done => done(fn(call))),
      ]),
    );
}

/**
 * @param {Entrusted} space
 * @param {string} prefix
 * @param {string} ending
 */
export function keep(space, prefix, ending) {
  return caches
    .open(prefix + encodeURIComponent(space.subject) + ending)
    .then(cache =>
      cache.put('/' + encodeURIComponent(space.database), new Response(JSON.stringify(space))),
    )
    .catch(() => {});
}

/**
 * @param {string | undefined} who
 * @param {(space: Entrusted) => Promise<boolean>} bring
 * @param {string} prefix
 * @param {string} ending
 */
export function all(who, bring, prefix, ending) {
  return Promise.all([
    indexedDB.databases(),
    caches.keys().then(names =>
      Promise.all(
        names
          .filter(name => name.startsWith(prefix) && name.replace(/[^ ]*/, '') === ending)
          .map(name =>
            caches
              .open(name)
              .then(cache => cache.matchAll())
              .then(all => Promise.all(all.map(one => one.json()))),
          ),
      ),
    ),
  ])
    .then(both =>
      Promise.all(
        both[1]
          .flat()
          .filter(one => !one.subject || one.subject === who)
          .filter(one => both[0].some(known => known.name === one.database))
          .map(bring),
      ),
    )
    .then(all => all.every(done => done) || Promise.reject(new Error('work is left')));
}
