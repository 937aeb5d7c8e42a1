/**
 * Uses the cache only.
 *
 * @param {NamedCache} cache
 */
export function cacheOnly(cache) {
  return call =>
    cache.find(call).then(found => found || Promise.reject(new TypeError('not in the cache')));
}
