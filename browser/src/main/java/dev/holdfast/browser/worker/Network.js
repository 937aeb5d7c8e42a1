/**
 * @param {NetworkApi} network
 * @param {Request} request
 * @param {number} ms
 */
export function send(network, request, ms) {
  const own = new URL(request.url).origin === location.origin;
  const abort = new AbortController();
  const timer = ms && setTimeout(() => abort.abort(new TypeError('no answer')), ms);
  return fetch(request, ms ? { signal: abort.signal } : {}).then(
    answer => {
      clearTimeout(timer);
      own &&
        network.heard(
          answer.status > 499
            ? 0
            : !answer.redirected && /json|javascript/i.test(answer.headers.get('content-type'))
              ? 2
              : 1,
        );
      return answer;
    },
    error => {
      clearTimeout(timer);
      own && error.name !== 'AbortError' && network.heard(0);
      throw error;
    },
  );
}
