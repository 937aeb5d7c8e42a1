/**
 * @param {SubjectsState} state
 * @param {Promise<Cache>} disk
 * @param {string} client
 * @param {string | undefined} subject
 * @param {OfCache} ofCache
 */
export function name(state, disk, client, subject, ofCache) {
  return Promise.all([
    state.read,
    self.clients.matchAll({ type: 'all', includeUncontrolled: true }),
  ]).then(both => {
    const kept = both[0];
    const first = !kept.used;
    const left = kept.pages[client];
    kept.used = true;
    kept.current = subject;
    kept.pages[client] = subject;
    Object.keys(kept.pages).forEach(id => {
      if (!both[1].some(one => one.id === id) || (!subject && kept.pages[id] === left))
        delete kept.pages[id];
    });
    return Promise.all(
      /** @type {Promise<unknown>[]} */ ([
        disk.then(cache => cache.put('/', new Response(JSON.stringify(kept)))),
      ]).concat(first ? state.names.map(name => caches.delete(ofCache(name))) : []),
    );
  });
}

/**
 * @param {SubjectsState} state
 */
export function current(state) {
  return state.fn
    ? new Promise(done => done(state.fn())).catch(() => {})
    : state.read.then(kept =>
        Promise.all(
          Object.keys(kept.pages).map(id =>
            self.clients.get(id).then(one => one && kept.pages[id] === kept.current),
          ),
        ).then(alive => (alive.some(yes => yes) ? kept.current : void 0)),
      );
}
