/**
 * @param {string} pattern
 */
export function compile(pattern) {
  const full = /^\w+:\/\//.test(pattern);
  const names = [];
  let count = 0;
  const part =
    /\\(.)|(\/?)(?::([a-z_]\w*)(\((?:\\.|[^\\()])+\))?|(\((?:\\.|[^\\()])+\))|\*)([?+*]?)|\}[?+*]?|[\ud800-\udbff][^]|[^]/gi;
  const expression = (all, plain, slash, name, own, bare, more) => {
    if (slash === void 0) {
      if (all === '{') return '(?:';
      if (/^\}/.test(all)) return ')' + all.slice(1);
      if (/^[()+?:]$/.test(all) && !full) throw all;
      const text = plain || all;
      return (text === '%' ? text : encodeURI(text)).replace(/[.+?^$()|[\]\\*]/g, '\\$&');
    }
    names.push(name || String(count++));
    const one = own || bare ? '(?:' + (own || bare).slice(1) : name ? '[^/]+?' : '.*';
    const some = /[+*]/.test(more) ? one + '(?:' + slash + one + ')*' : one;
    return /[?*]/.test(more) ? '(?:' + slash + '(' + some + '))?' : slash + '(' + some + ')';
  };
  try {
    if (/[?&][^/?&=]*=|#/.test(pattern) || !(full || /^[/*:({\\]/.test(pattern))) throw 'no path';
    return !full && self.URLPattern
      ? { native: new URLPattern({ pathname: pattern }) }
      : {
          full: full,
          names: names,
          expression: new RegExp('^' + pattern.replace(part, expression) + '$'),
        };
  } catch (error) {
    throw new TypeError('no URL matches ' + pattern + ': ' + error);
  }
}

/**
 * @param {Compiled} compiled
 * @param {string} url
 * @param {string} path
 * @param {boolean} own
 */
export function match(compiled, url, path, own) {
  if (!compiled.full && !own) return void 0;
  if (compiled.native) {
    const all = compiled.native.exec({ pathname: path });
    return all ? all.pathname.groups : void 0;
  }
  const found = compiled.expression.exec(compiled.full ? url : path);
  const out = {};
  if (!found) return void 0;
  compiled.names.forEach((name, index) => {
    out[name] = found[index + 1];
  });
  return out;
}
