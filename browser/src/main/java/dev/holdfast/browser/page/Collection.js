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
