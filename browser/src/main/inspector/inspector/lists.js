// Lists that stay usable with many entries: a page of them at a time, and a search that gives way to the user.

const SLICE = 8;

/** Makes an element. Text is text: nothing of what people wrote is ever markup. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter(one => one != null && one !== false));
  return made;
};

/** Lets the browser draw and hear before the next step. */
const pause = () => new Promise(done => setTimeout(done));

/**
 * The members of `all` that `test` takes, a few milliseconds at a time.
 *
 * @param goesOn whether the answer is still wanted; undefined is the answer if not
 */
export const filtered = async (all, test, goesOn) => {
  const found = [];
  let until = performance.now() + SLICE;
  for (let index = 0; index < all.length; index++) {
    if (test(all[index])) found.push(all[index]);
    if (performance.now() > until) {
      await pause();
      if (!goesOn()) return undefined;
      until = performance.now() + SLICE;
    }
  }
  return found;
};

/**
 * A list of entries that can be opened, `size` at a time.
 *
 * @param kind `{ key, summary, content, text, empty }`: how to name an entry, what it shows closed and open, what the search
 *   looks at, and what stands for none
 */
export const pagedList = (root, kind, size = 100) => {
  const list = element('ul', { class: 'entries' });
  const range = element('span', { class: 'range', 'aria-live': 'polite' });
  const step = (text, by) => element('button', { type: 'button', click: () => turn(by) }, text);
  const back = step('Earlier', -1);
  const next = step('Later', 1);
  const bar = element('p', { class: 'pages' }, back, next, range);
  root.append(list, bar);

  let all = [];
  let shown = [];
  let query = '';
  let page = 0;
  let turnOf = 0;
  const rows = new Map();

  const row = one => {
    const body = element('div', { class: 'content' });
    const head = element('summary');
    const made = { head, body, sign: '', one };
    made.details = element('details', {}, head, body);
    made.details.addEventListener('toggle', () => fill(made));
    made.item = element('li', {}, made.details);
    return made;
  };

  const fill = made => {
    made.body.replaceChildren(...(made.details.open ? kind.content(made.one) : []));
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / size));
    page = Math.min(page, pages - 1);
    const from = page * size;
    const part = shown.slice(from, from + size);
    const wanted = new Set();
    const items = part.map(one => {
      const key = kind.key(one);
      wanted.add(key);
      const made = rows.get(key) || row(one);
      rows.set(key, made);
      const sign = kind.sign(one);
      made.one = one;
      if (made.sign !== sign) {
        made.sign = sign;
        made.head.replaceChildren(...kind.summary(one));
        fill(made);
      }
      return made.item;
    });
    for (const key of [...rows.keys()]) if (!wanted.has(key)) rows.delete(key);
    const same =
      items.length === list.children.length && items.every((one, at) => list.children[at] === one);
    if (!same) list.replaceChildren(...items);
    range.textContent = shown.length
      ? `${from + 1} to ${from + part.length} of ${shown.length}${query ? ` that have “${query}”, of ${all.length}` : ''}`
      : query
        ? `none of ${all.length} has “${query}”`
        : kind.empty;
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    back.hidden = next.hidden = pages === 1;
  };

  const turn = by => {
    page += by;
    draw();
    list.scrollTop = 0;
  };

  const search = async () => {
    const mine = ++turnOf;
    const words = query.toLowerCase();
    const found = words
      ? await filtered(
          all,
          one => kind.text(one).includes(words),
          () => mine === turnOf,
        )
      : all;
    if (!found || mine !== turnOf) return;
    shown = found;
    draw();
  };

  return {
    show(entries) {
      all = entries;
      return search();
    },
    search(text) {
      query = text.trim();
      page = 0;
      return search();
    },
  };
};

/** A table of texts, with its heads. */
export const table = (caption, heads, rows) =>
  element(
    'div',
    { class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element(
        'thead',
        {},
        element('tr', {}, ...heads.map(head => element('th', { scope: 'col' }, head))),
      ),
      element(
        'tbody',
        {},
        ...rows.map(cells =>
          element(
            'tr',
            {},
            ...cells.map(cell => element('td', {}, cell instanceof Node ? cell : String(cell))),
          ),
        ),
      ),
    ),
  );

/** Names with texts. */
export const pairs = entries =>
  element(
    'dl',
    {},
    ...entries.flatMap(([name, text]) => [
      element('dt', {}, name),
      element('dd', {}, String(text)),
    ]),
  );

/** A word about an entry, in a frame. */
export const tag = text => element('span', { class: `tag ${text}` }, text);
