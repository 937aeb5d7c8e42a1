/**
 * @param {any} way
 * @param {string} database
 * @param {object} options
 * @param {number} deadline
 * @param {object} body
 */
export function post(way, database, options, deadline, body) {
  way.tries = way.tries || 0;
  way.open =
    way.open || holdfastRest(way.tries++).then(module => module.open(database, options, deadline));
  return way.open.then(
    rest => rest.post(body),
    () => {
      way.open = null;
      return { status: 0, retryAfter: 0 };
    },
  );
}
