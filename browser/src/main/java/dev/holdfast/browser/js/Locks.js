/**
 * @param {string} name
 * @param {() => Promise<unknown>} work
 */
export function hold(name, work) {
  const locks = navigator.locks;
  let begun;
  const begin = () => {
    begun = 1;
    return work();
  };
  return locks
    ? locks.request(name, begin).catch(refused => {
        if (begun) throw refused;
        return work();
      })
    : work();
}

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
