/**
 * @param {string} url
 * @param {RequestInit} init
 * @param {number} ms
 */
export function whole(url, init, ms) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ms);
  return fetch(url, Object.assign({ signal: abort.signal }, init))
    .then(answer =>
      answer.text().then(text => {
        return {
          status: answer.status,
          type: answer.type,
          redirected: answer.redirected,
          text: text,
        };
      }),
    )
    .finally(() => clearTimeout(timer));
}

/**
 * @param {Request} request
 * @param {number} ms
 */
export function within(request, ms) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TypeError('no answer')), ms);
  return fetch(request, { signal: abort.signal }).finally(() => clearTimeout(timer));
}
