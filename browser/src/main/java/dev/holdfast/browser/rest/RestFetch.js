/**
 * @param {string} collection
 * @param {string} id
 */
export function url(collection, id) {
  const at = new URL(collection, location.href);
  if (id) {
    at.search = '';
    at.pathname = at.pathname.replace(/\/*$/, '/') + encodeURIComponent(id);
  }
  return at.href;
}

/**
 * @param {Response | null} got
 */
export function next(got) {
  const found = got && /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(got.headers.get('Link') || '');
  const at = found && new URL(found[1], got.url);
  return at && at.origin === new URL(got.url).origin ? at.href : '';
}
