/**
 * Uses the cache at once, and asks the network to update it for the next time.
 *
 * @param {NamedCache} cache
 */
export function staleWhileRevalidate(cache) {
  return call => {
    const answer = cache.fetch(call);
    return cache.find(call).then(found => found || answer);
  };
}
