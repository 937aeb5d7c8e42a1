/**
 * @param {any} value
 */
export function copy(value) {
  const copied = given => {
    const plain = given && typeof given.toJSON === 'function' ? given.toJSON() : given;
    return Array.isArray(plain)
      ? plain.map(copied)
      : Object.prototype.toString.call(plain) === '[object Object]'
        ? Object.fromEntries(Object.keys(plain).map(key => [key, copied(plain[key])]))
        : plain;
  };
  try {
    return copied(value);
  } catch (thrown) {
    return value;
  }
}

/**
 * @param {any} range
 */
export function checkRange(range) {
  const known = { from: 'string', to: 'string', limit: 'number', reverse: 'boolean' };
  const must = (holds, where, expected) => {
    if (!holds) {
      throw new TypeError('entries(): ' + where + ' must be ' + expected);
    }
  };
  if (range !== undefined) {
    must(range && typeof range === 'object', 'its argument', 'an object of options');
    Object.keys(range).forEach(key => {
      const value = range[key];
      must(known.hasOwnProperty(key), 'an option', Object.keys(known).join(', ') + '; got ' + key);
      must(
        value === undefined || typeof value === known[key],
        key,
        'a ' + known[key] + ', got ' + (value === null ? 'null' : typeof value),
      );
      must(
        typeof value !== 'number' || (value >= 0 && !(value % 1 > 0)),
        key,
        'a whole number from 0, got ' + value,
      );
    });
  }
}

/**
 * @param {string} method
 * @param {any} given
 * @param {string | undefined} of
 * @param {(value: any) => any} copy
 */
export function changes(method, given, of, copy) {
  const must = (holds, where, expected, got) => {
    if (!holds) {
      const kind =
        got === '' ? "''" : got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got;
      throw new TypeError(
        [
          method,
          '(): ',
          where,
          ' must be ',
          expected,
          ', got ',
          kind,
          '; nothing was changed',
        ].join(''),
      );
    }
  };
  must(Array.isArray(given), 'its argument', 'an array', given);
  return Array.from(given, (one, index) => {
    const at = '[' + index + ']';
    must(
      method === 'removeAll' ||
        (method === 'putAll' ? Array.isArray(one) : one && typeof one === 'object'),
      at,
      method === 'putAll' ? 'an [id, value] pair' : 'a change',
      one,
    );
    const change =
      method === 'putAll'
        ? { id: one[0], value: one[1] }
        : method === 'removeAll'
          ? { id: one, deleted: true }
          : one;
    const collection = of === undefined ? change.collection : of;
    const fate = (change.deleted === true ? 1 : 0) + (change.value === undefined ? 0 : 1);
    must(typeof collection === 'string', at + '.collection', 'a string', collection);
    must(
      !/^~(?!~)/.test(collection),
      at + '.collection',
      'a name that does not begin with one ~',
      collection,
    );
    must(typeof change.id === 'string', at + '.id', 'a string', change.id);
    must(change.id || change.deleted === true, at + '.id', 'a string that is not empty', change.id);
    must(fate > 0, at, 'a change with a value or deleted: true', change.value);
    must(fate < 2, at, 'a change with a value or deleted: true, not both', change.value);
    return change.deleted === true
      ? { collection: collection, id: change.id }
      : { collection: collection, id: change.id, value: copy(change.value) };
  });
}
