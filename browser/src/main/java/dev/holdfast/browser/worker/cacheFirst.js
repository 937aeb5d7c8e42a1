/**
 * Uses the cache. Asks the network if the cache has no answer.
 *
 * @param {NamedCache} cache
 */
export function cacheFirst(cache) {
  return call => cache.find(call).then(found => found || cache.fetch(call));
}
