/**
 * The network, and the cache if it fails or takes longer than the timeout. If the cache has
 * nothing, the network has all the time it needs. While offline: the cache, and the network only if it
 * has nothing.
 *
 * @param {NamedCache} cache
 * @param {Options} options
 * @param {InTime} inTime
 */
export function networkFirst(cache, options, inTime) {
  return call => {
    if (!call.online) return cache.find(call).then(found => found || cache.fetch(call));
    const answer = cache.fetch(call);
    return options.timeout
      ? cache.find(call).then(found => (found ? inTime(answer).catch(() => found) : answer))
      : answer.catch(error => cache.find(call).then(found => found || Promise.reject(error)));
  };
}
