/**
 */
export function apply() {
  const isObject = value => Object(value) === value && !Array.isArray(value);
  const keys = pointer =>
    pointer
      .split('/')
      .slice(1)
      .map(key => key.replace(/~1/g, '/').replace(/~0/g, '~'));
  const read = (value, pointer) =>
    keys(pointer).reduce((found, key) => (found == null ? found : found[key]), value);
  const set = (value, pointer, now) => {
    const way = keys(pointer);
    const last = way.pop();
    way.reduce((found, key) => {
      found[key] = isObject(found[key]) ? Object.assign({}, found[key]) : {};
      return found[key];
    }, value)[last] = now;
    return value;
  };
  const merged = (value, patch) => {
    if (!isObject(patch)) return patch;
    const out = Object.assign({}, isObject(value) ? value : {});
    Object.keys(patch).forEach(key => {
      if (patch[key] === null) delete out[key];
      else out[key] = merged(out[key], patch[key]);
    });
    return out;
  };
  const one = (value, write, id) => {
    if (write.method === 'DELETE') return void 0;
    if (!isObject(write.body) || (write.method === 'PATCH' && value === void 0)) return value;
    const now = write.merges
      ? merged(value, write.body)
      : Object.assign({}, value === void 0 ? {} : value, write.body);
    const own =
      write.method === 'POST' ? write.made : value === void 0 ? write.item : read(value, id);
    return own == null ? now : set(now, id, own);
  };
  const fits = (item, query, isNew) => {
    let yes = true;
    query.forEach((text, name) => {
      const has = isObject(item) ? item[name] : void 0;
      const isElsewhere =
        has === void 0
          ? isNew &&
            (/^(page|offset|skip|start|after|cursor)/i.test(name)
              ? !/^[01]?$/.test(text)
              : /^(q|query|search|term)$/i.test(name) &&
                !JSON.stringify(item).toLowerCase().includes(text.toLowerCase()))
          : Object(has) !== has && String(has) !== text;
      if (isElsewhere) yes = false;
    });
    return yes;
  };
  return Object.assign(one, {
    read: read,
    set: set,
    list: (items, write, id, query) => {
      const name = String(write.method === 'POST' ? write.made : write.item);
      const at = items.findIndex(item => String(read(item, id)) === name);
      const was = at < 0 ? void 0 : items[at];
      if (at < 0 && write.method !== 'POST') return items;
      const now = one(was, write, id);
      const shows = isObject(now) && (now === was || fits(now, query, at < 0)) ? [now] : [];
      return at < 0 ? items.concat(shows) : items.slice(0, at).concat(shows, items.slice(at + 1));
    },
  });
}
