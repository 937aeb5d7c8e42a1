/**
 * @param {Promise<Cache>} files
 * @param {Record<string, string>} keys
 * @param {Record<string, { url: string; integrity?: string }>} sources
 */
export function install(files, keys, sources) {
  const load = (url, integrity) =>
    fetch(url, { cache: 'no-store', credentials: 'same-origin', integrity: integrity }).then(
      answer => {
        if (answer.status !== 200) throw 'answered status ' + answer.status;
        return answer;
      },
    );
  const keep = (cache, key) => {
    const url = sources[key].url;
    const integrity = sources[key].integrity;
    return load(url, integrity || '')
      .catch(error =>
        integrity
          ? load(url, '').then(() => {
              throw 'has other bytes than ' + integrity;
            })
          : Promise.reject(error),
      )
      .then(answer =>
        answer.arrayBuffer().then(bytes => {
          const heads = new Headers(answer.headers);
          heads.delete('content-encoding');
          heads.delete('content-length');
          return cache.put(key, new Response(bytes, { headers: heads }));
        }),
      )
      .catch(error => {
        throw url + ' ' + error;
      });
  };
  return files.then(cache =>
    Promise.all(
      Object.keys(keys).map(url =>
        cache.match(keys[url]).then(here => /** @type {any} */ (here) || keep(cache, keys[url])),
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
 * @param {string[]} makes
 */
export function forget(makes) {
  const path = ':' + new URL(registration.scope).pathname + ':';
  return Promise.resolve(makes[0] && caches.keys()).then(names =>
    Promise.all(
      (names || []).map(
        name =>
          makes.some(make => name.startsWith(make + '-') || name.startsWith(make + path)) &&
          (!/:\/\//.test(name) || name.endsWith(registration.scope)) &&
          caches.delete(name),
      ),
    ),
  );
}
