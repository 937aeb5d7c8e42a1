/**
 * The cache at once, and the network behind it for the next time.
 *
 * @param {NamedCache} cache
 */
export function staleWhileRevalidate(cache) {
  return call => {
    const answer = cache.fetch(call);
    return cache.find(call).then(found => found || answer);
  };
}
