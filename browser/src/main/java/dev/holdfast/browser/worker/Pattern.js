/**
 * @param {string} pattern
 */
export function compile(pattern) {
  const names = [];
  let count = 0;
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:(\w+)|\*/g, function (all, name) {
      if (all.slice(0, 1) === ':' && /^\d/.test(name)) return all;
      names.push(name || String(count++));
      return name ? '([^/]+)' : '(.*)';
    });
  return {
    full: /^\w+:\/\//.test(pattern),
    names: names,
    expression: new RegExp('^' + source + '$'),
  };
}

/**
 * @param {Compiled} compiled
 * @param {string} url
 * @param {string} path
 * @param {boolean} own
 */
export function match(compiled, url, path, own) {
  const found = (compiled.full || own) && compiled.expression.exec(compiled.full ? url : path);
  const out = {};
  if (!found) return void 0;
  compiled.names.forEach(function (name, index) {
    out[name] = found[index + 1];
  });
  return out;
}
