/**
 * @param {string} prefix
 */
export function holders(prefix) {
  const locks = navigator.locks;
  return !locks
    ? Promise.resolve([])
    : locks.query().then(state =>
        state.held
          .map(one => one.name)
          .filter(name => name.indexOf(prefix) === 0)
          .map(name => name.slice(prefix.length)),
      );
}
