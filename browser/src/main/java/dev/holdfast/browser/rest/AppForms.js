/**
 * @param {string} url
 * @param {string} next
 * @param {string} query
 * @param {string} elsewhere
 */
export function pageUrl(url, next, query, elsewhere) {
  const here = new URL(url, location.href);
  try {
    const page = new URL(query ? here.href : next, here);
    if (query) {
      page.searchParams.set(query, next);
    }
    return page.origin === here.origin ? page.href : elsewhere;
  } catch (noUrl) {
    return elsewhere;
  }
}

/**
 * @param {string} url
 */
export function lastSegment(url) {
  try {
    return decodeURIComponent(
      new URL(url, location.origin).pathname.replace(/\/*$/, '').replace(/.*\//, ''),
    );
  } catch (noUrl) {
    return '';
  }
}

/**
 * @param {(value: any) => any} form
 * @param {any} value
 */
export function formed(form, value) {
  try {
    const answer = form(JSON.parse(JSON.stringify(value)));
    if (answer === undefined || (answer && typeof answer.then === 'function')) {
      return { error: 'it must return a JSON value' };
    }
    return { value: JSON.parse(JSON.stringify(answer)) };
  } catch (failed) {
    return { thrown: failed || String(failed) };
  }
}
