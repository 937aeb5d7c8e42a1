/**
 * @param {Record<string, string>} keys
 * @param {HoldfastPrecacheEntry[]} entries
 */
export function add(keys, entries) {
  entries.forEach(entry => {
    const url = new URL(entry.url, location.href).href;
    keys[url] = url + '?holdfast=' + entry.revision;
  });
}

/**
 * @param {Promise<Cache>} files
 * @param {Record<string, string>} keys
 */
export function install(files, keys) {
  const fail = (url, got) => {
    throw new TypeError(
      'Holdfast: install failed, the release before stays: ' + url + ' answered ' + got,
    );
  };
  return files.then(cache =>
    Promise.all(
      Object.keys(keys).map(url =>
        cache.match(keys[url]).then(
          here =>
            /** @type {any} */ (here) ||
            fetch(url, { cache: 'no-store', credentials: 'same-origin' }).then(answer =>
              answer.status !== 200
                ? fail(url, 'status ' + answer.status)
                : answer.arrayBuffer().then(bytes =>
                    crypto.subtle.digest('SHA-256', bytes).then(digest => {
                      const revision = Array.from(new Uint8Array(digest).slice(0, 16), byte =>
                        (byte + 256).toString(16).slice(1),
                      ).join('');
                      if (keys[url].slice(-32) !== revision)
                        fail(url, 'bytes of revision ' + revision);
                      const heads = new Headers(answer.headers);
                      heads.delete('content-encoding');
                      heads.delete('content-length');
                      return cache.put(keys[url], new Response(bytes, { headers: heads }));
                    }),
                  ),
            ),
        ),
      ),
    ),
  );
}

/**
 * @param {Promise<Cache>} files
 * @param {Record<string, string>} keys
 */
export function activate(files, keys) {
  return Promise.all([
    files,
    self.clients.matchAll({ type: 'all', includeUncontrolled: true }),
  ]).then(both => {
    const cache = both[0];
    const alive = both[1].map(client => client.id);
    const at = '/?holdfast=releases';
    return cache
      .match(at)
      .then(found => (found ? found.json() : []))
      .then(all => {
        if (!all[0] && !Object.keys(keys).length) return;
        if (!all[0] || JSON.stringify(all[0].files) !== JSON.stringify(keys)) {
          if (all[0])
            all[0].clients = alive.filter(
              id => !all.some(one => one.clients && one.clients.includes(id)),
            );
          all.unshift({ files: keys });
        }
        all = all.filter((one, index) => !index || one.clients.some(id => alive.includes(id)));
        const keep = new Set(all.map(one => Object.values(one.files)).flat());
        return cache
          .put(at, new Response(JSON.stringify(all)))
          .then(() => cache.keys())
          .then(stored =>
            Promise.all(
              stored.map(one => keep.has(one.url) || one.url.endsWith(at) || cache.delete(one)),
            ),
          );
      });
  });
}

/**
 * @param {string} name
 * @param {Promise<Release[]>} releases
 * @param {string} client
 * @param {string} url
 * @param {string | null} key
 */
export function answer(name, releases, client, url, key) {
  return releases.then(all => {
    const older = all.find(one => one.clients && one.clients.includes(client));
    const own = (older && older.files[url]) || key;
    return own && caches.match(own, { cacheName: name });
  });
}
