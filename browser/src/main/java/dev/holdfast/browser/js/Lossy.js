/**
 * @param {any} value
 * @param {{ debug?: boolean }} definitions
 */
export function tell(value, definitions) {
  const look = (given, path, depth) => {
    if (!given || typeof given !== 'object' || depth > 100) return;
    if (typeof given.toJSON === 'function') {
      const plain = given.toJSON();
      console.warn(
        'holdfast: "' + path + '" is a ' + given.constructor.name + ', which JSON has not.',
        'It comes back as ' + (typeof plain === 'string' ? 'text: ' : 'this: '),
        plain,
      );
      return true;
    }
    return Object.keys(given).some(key => look(given[key], path + '/' + key, depth + 1));
  };
  try {
    if (definitions.debug && look(value, '', 0)) definitions.debug = false;
  } catch (thrown) {}
}
