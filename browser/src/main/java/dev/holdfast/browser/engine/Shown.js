/**
 * @param {any} list
 */
export function frozen(list) {
  const freeze = value => {
    if (value && typeof value === 'object') {
      Object.keys(value).forEach(key => freeze(value[key]));
      Object.freeze(value);
    }
    return value;
  };
  const copy = structuredClone(list);
  copy.forEach(entry => {
    const at = entry.at;
    if (delete entry.at && at)
      Object.defineProperty(entry, 'age', {
        enumerable: true,
        get: () => Math.max(0, Date.now() - at),
      });
  });
  return freeze(copy);
}
