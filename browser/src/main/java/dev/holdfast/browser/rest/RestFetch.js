/**
 * @param {string} collection
 * @param {string} id
 */
export function url(collection, id) {
  const at = new URL(collection, location.href);
  if (id) {
    at.search = '';
    at.pathname =
      at.pathname.replace(/\/*$/, '/') +
      encodeURIComponent(id) +
      (/\/$/.test(at.pathname) ? '/' : '');
  }
  return at.href;
}

/**
 * @param {Response | null} got
 */
export function next(got) {
  const found = got && /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(got.headers.get('Link') || '');
  return found ? found[1] : '';
}
