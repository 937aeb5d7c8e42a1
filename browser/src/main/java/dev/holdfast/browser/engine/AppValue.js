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

/**
 * @param {any} value
 */
export function clone(value) {
  const cloned = ours => {
    if (!ours || typeof ours !== 'object') return ours;
    if (Array.isArray(ours)) return ours.map(one => cloned(one));
    const out = {};
    let key;
    for (key in ours) {
      const field = cloned(ours[key]);
      if (key === '__proto__') {
        Object.defineProperty(out, key, {
          value: field,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      } else {
        out[key] = field;
      }
    }
    return out;
  };
  return cloned(value);
}

/**
 * @param {any} given
 * @param {any} known
 * @param {number} depth
 */
export function copy(given, known, depth) {
  const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
  const whole = text =>
    !text.isWellFormed
      ? text.replace(lone, '\uFFFD')
      : text.isWellFormed()
        ? text
        : text.toWellFormed();
  const names = new Set();
  const set = (out, key, value) => {
    if (key === '__proto__') {
      Object.defineProperty(out, key, {
        value: value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    } else {
      out[key] = value;
    }
  };
  const array = (plain, ours, left) => {
    const out = [];
    let places;
    let shift = 0;
    let same = ours.length === plain.length;
    for (let at = 0; at < plain.length; at++) {
      const item = plain[at];
      let mate = ours[at + shift];
      if (mate && item && mate.id !== item.id) {
        places = places || new Map(ours.map((one, place) => [one && one.id, place]));
        const place = places.get(item.id);
        shift = place === undefined ? shift : place - at;
        mate = place === undefined ? place : ours[place];
      }
      const made = copied(item, mate, left);
      same = same && made === ours[at];
      out.push(made);
    }
    return same ? ours : out;
  };
  const object = (plain, ours, left) => {
    const keys = Object.keys(plain);
    let out = ours ? undefined : {};
    let count = 0;
    let skipped;
    const begin = until => {
      out = {};
      for (let at = 0; at < until; at++) {
        if (!skipped || !skipped.has(keys[at])) out[keys[at]] = ours[keys[at]];
      }
    };
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at];
      const value = plain[key];
      if (value === undefined) {
        skipped = (skipped || new Set()).add(key);
        continue;
      }
      const mate = ours && key !== '__proto__' ? ours[key] : undefined;
      const made = copied(value, mate, left);
      if (!out && made === mate) {
        count++;
        continue;
      }
      if (!out) begin(at);
      if (!names.has(key) && whole(key) === key) names.add(key);
      set(out, names.has(key) ? key : whole(key), made);
    }
    if (!out && count < Object.keys(ours).length) begin(keys.length);
    return out || ours;
  };
  const same = (plain, ours) => {
    if (!plain || !ours || typeof plain !== 'object' || typeof ours !== 'object') {
      return plain === ours;
    }
    const list = Array.isArray(plain);
    if (list !== Array.isArray(ours) || plain.toJSON) return false;
    if (list) {
      return plain.length === ours.length && ours.every((item, at) => same(plain[at], item));
    }
    const kind = Object.getPrototypeOf(plain);
    if (kind && kind !== Object.prototype) return false;
    let more = 0;
    let key;
    for (key in plain) {
      if (!same(plain[key], ours[key])) return false;
      more++;
    }
    for (key in ours) more--;
    return !more;
  };
  const copied = (value, ours, left) => {
    // A state or a collection is not compared as a whole: its documents are, one by one.
    if (left < depth - 1 && ours && same(value, ours)) return ours;
    const kind = typeof value;
    if (kind === 'string') return whole(value);
    const plain =
      kind !== 'number' && kind !== 'boolean' && value && typeof value.toJSON === 'function'
        ? value.toJSON()
        : value;
    if (plain === null || typeof plain === 'boolean' || Number.isFinite(plain)) return plain;
    if (typeof plain === 'string') return whole(plain);
    const list = Array.isArray(plain);
    if (!left || (!list && Object.prototype.toString.call(plain) !== '[object Object]')) {
      throw new Error();
    }
    const mate =
      ours && typeof ours === 'object' && Array.isArray(ours) === list ? ours : undefined;
    return list ? array(plain, mate || [], left - 1) : object(plain, mate, left - 1);
  };
  return copied(given, known, depth);
}
