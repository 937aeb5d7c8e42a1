/**
 * @param {Record<string, string>} keys
 * @param {Record<string, { url: string; integrity?: string }>} sources
 * @param {HoldfastPrecacheEntry[]} entries
 * @param {(url: URL) => string} same
 */
export function add(keys, sources, entries, same) {
  entries.forEach(entry => {
    const url = new URL(entry.url, location.href);
    const key = new URL(url.href + '?holdfast=' + encodeURIComponent(entry.revision)).href;
    keys[same(url) + url.search] = key;
    sources[key] = { url: url.href, integrity: entry.integrity };
  });
}

export function same() {
  return url =>
    url.origin +
    (/[^\w/.-]/.test(url.pathname)
      ? url.pathname
          .split('/')
          .map(part => {
            try {
              return encodeURIComponent(decodeURIComponent(part));
            } catch (malformed) {
              return part;
            }
          })
          .join('/')
      : url.pathname);
}

/**
 * @param {string} search
 */
export function counted(search) {
  const left = search
    .slice(1)
    .split('&')
    .filter(one => !/^(v|utm_\w+|fbclid|gclid|msclkid)(=|$)/.test(one))
    .join('&');
  return left && '?' + left;
}

/**
 * @param {Promise<unknown>} installed
 * @param {BroadcastChannel} channel
 */
export function orTell(installed, channel) {
  return installed.catch(error => {
    channel.postMessage({
      type: 'installFailed',
      text: String(error),
      kept: !!self.registration.active,
    });
    throw error;
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
