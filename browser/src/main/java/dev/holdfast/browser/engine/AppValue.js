/**
 * @param {any} text
 */
export function wellFormed(text) {
  return text.toWellFormed
    ? text.toWellFormed()
    : text.replace(
        /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
        '\uFFFD',
      );
}

/**
 * @param {any} value
 * @param {number} depth
 */
export function flaw(value, depth) {
  const around = [];
  let at = '';
  const look = given => {
    const here = at;
    const found = what => '"' + here + '" is ' + what;
    const plain = given && typeof given.toJSON === 'function' ? given.toJSON() : given;
    if (plain === null || /^(string|boolean)$/.test(typeof plain) || Number.isFinite(plain)) return;
    const kind = Object.prototype.toString.call(plain).slice(8, -1);
    if (!Array.isArray(plain) && kind !== 'Object')
      return found(
        typeof plain === 'number'
          ? String(plain)
          : plain === void 0
            ? 'undefined'
            : 'a ' + (typeof plain === 'object' ? kind : typeof plain),
      );
    if (around.includes(plain)) return found('a cycle: it contains itself');
    if (around.length === depth) return found('nested deeper than ' + depth);
    around.push(plain);
    const keys = Array.isArray(plain) ? Array.from(plain.keys()) : Object.keys(plain);
    let what;
    keys.some(key => {
      at = here + '/' + String(key).replace(/~/g, '~0').replace(/\//g, '~1');
      const field = plain[key];
      what = field === void 0 && kind === 'Object' ? void 0 : look(field);
      return what;
    });
    around.pop();
    return what;
  };
  try {
    return look(value);
  } catch (thrown) {
    return '"' + at + '" threw ' + thrown;
  }
}
