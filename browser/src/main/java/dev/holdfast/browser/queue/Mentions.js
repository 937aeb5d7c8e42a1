/**
 */
export function rewrite() {
  const part = (text, space, swap) => {
    let now;
    try {
      now = swap(decodeURIComponent(text.replace(/\+/g, space)));
    } catch (none) {}
    return now === void 0 ? text : encodeURIComponent(now);
  };
  return Object.assign(
    (url, body, swap) => {
      const to = new URL(url);
      let text;
      let json;
      to.pathname = to.pathname
        .split('/')
        .map((one, at, all) =>
          part(one, '+', text => {
            const now = swap(text);
            return now === void 0 && at ? swap(all.slice(0, at).concat(text).join('/')) : now;
          }),
        )
        .join('/');
      to.search = to.search.replace(/=([^&]*)/g, (all, value) => '=' + part(value, ' ', swap));
      try {
        json = JSON.parse((text = new TextDecoder('utf-8', { fatal: true }).decode(body)));
        const find = /["\\]|-?\d[\d.eE+-]*/g;
        const key = new RegExp('\\s*:', 'y');
        let made = '';
        let from = 0;
        let open = -1;
        let hit;
        while ((hit = find.exec(text))) {
          if (hit[0] === '\\') find.lastIndex++;
          else if (hit[0] !== '"') {
            const now = open < 0 && hit[0].length === 16 ? swap(hit[0]) : void 0;
            if (now !== void 0) {
              made += text.slice(from, hit.index) + JSON.stringify(now);
              from = find.lastIndex;
            }
          } else if (open < 0) open = hit.index;
          else {
            key.lastIndex = hit.index + 1;
            const now = key.test(text) ? void 0 : swap(JSON.parse(text.slice(open, hit.index + 1)));
            if (now !== void 0) {
              made += text.slice(from, open) + JSON.stringify(now);
              from = hit.index + 1;
            }
            open = -1;
          }
        }
        body = new TextEncoder().encode(made + text.slice(from));
      } catch (none) {}
      return { url: to.href, body: body, json: json };
    },
    {
      value: (json, pointer) =>
        pointer
          .split('/')
          .slice(1)
          .reduce(
            (value, key) =>
              value == null ? value : value[key.replace(/~1/g, '/').replace(/~0/g, '~')],
            json,
          ),
    },
  );
}
