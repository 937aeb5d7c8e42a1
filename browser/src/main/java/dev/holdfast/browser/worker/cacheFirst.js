/**
 * The cache, and the network if it has nothing.
 *
 * @param {NamedCache} cache
 */
export function cacheFirst(cache) {
  return call => cache.find(call).then(found => found || cache.fetch(call));
}
