/**
 * Uses the cache at once, and asks the network to update it for the next time.
 *
 * @param {NamedCache} cache
 */
export function staleWhileRevalidate(cache) {
  return call =>
    cache.find(call).then(found => {
      const answer = cache.fetch(call);
      return found || answer;
    });
}
