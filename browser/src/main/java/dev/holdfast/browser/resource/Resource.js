/**
 * @param {GivenResource} given
 * @param {OfCache} ofCache
 * @param {ShownWrites} shown
 * @param {string} usual
 * @param {string} channel
 */
export function add(given, ofCache, shown, usual, channel) {
  const host = given.host;
  const path = given.path;
  const options = given.options;
  const rewrite = given.queue.rewrite();
  const id = options.id || '/id';
  const slash = /\/$/.test(path) ? '/' : '';
  const each = path.slice(0, path.length - slash.length) + '/:id' + slash;
  let numeric = options.numericIds;
  let tail = Promise.resolve();

  const parsed = bytes => {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (none) {
      return void 0;
    }
  };
  const joined = lists => lists.reduce((all, one) => all.concat(one || []), []);
  const json = answer => answer.json().catch(() => {});
  const plain = url => url.split(/[?#]/)[0].replace(/\/$/, '');
  // A single item in its envelope.
  const inside = value => shown.read(value, options.item || '');
  const around = (value, now) =>
    now === void 0 || !options.item ? now : shown.set(Object.assign({}, value), options.item, now);
  // The server's id of an item: for a number that the page chose, only below its list.
  const idOf = (known, at) => {
    const now = known[at.item];
    return now === void 0 ? known[new URL(at.list).pathname + '/' + at.item] : now;
  };
  // The list that an item belongs to, and the item's id.
  const place = url => {
    const at = plain(url).lastIndexOf('/');
    return { list: plain(url).slice(0, at), item: decodeURIComponent(plain(url).slice(at + 1)) };
  };
  const written = (entry, known) => {
    const now = rewrite(entry.url, entry.body, known);
    const post = entry.method === 'POST';
    const type = entry.headers.find(head => head[0] === 'content-type');
    return Object.assign(post ? { list: plain(now.url), item: '' } : place(now.url), {
      method: entry.method,
      body: parsed(now.body),
      merges: !!type && /merge-patch/.test(type[1]),
    });
  };

  // The id of what a request makes, until the server gives its own: the one in its body, or ours.
  const first = (temporary, write) =>
    shown.read(write.body, id) || (/^\d{16}$/.test(temporary) ? +temporary : temporary);

  const nothing = { known: {}, writes: [] };
  // The writes to a list that wait, in their order, as this page's subject made them.
  const waiting = (call, list) =>
    Promise.all([host.subjectOf(call.event.clientId), given.queue.waiting()])
      .then(found => {
        const known = Object.create(null);
        found[1][1].forEach(row => {
          const one = row[1];
          if (one.is && (!one.subject || one.subject === found[0]))
            known[one.temporary] = JSON.parse(one.is);
        });
        const writes = found[1][0]
          .map(row => row[1])
          .filter(
            entry =>
              entry.resource === path &&
              entry.subject === found[0] &&
              entry.state !== 'parked' &&
              !entry.minted &&
              plain(entry.url).startsWith(list),
          )
          .map(entry => {
            const named = known[entry.makes];
            const write = written(entry, text => known[text]);
            return Object.assign(write, {
              made: named === void 0 ? first(entry.makes, write) : named,
              isNew: !!entry.makes && named === void 0,
            });
          })
          .filter(write => write.list === list);
        return { known: known, writes: writes };
      })
      .catch(() => nothing);

  // What the page's cache of this resource is called; undefined for none.
  const called = call =>
    host
      .subjectOf(call.event.clientId)
      .then(subject =>
        subject === void 0 ? subject : ofCache(options.cacheName || usual, subject),
      );
  const kept = (call, url) =>
    called(call).then(name => name && caches.match(url, { cacheName: name, ignoreVary: true }));
  const keptItem = (call, at) =>
    keptLists(call, at.list).then(lists =>
      joined(lists).find(one => String(shown.read(one, id)) === at.item),
    );
  // Whether a number in a path is an item's of the server, not one that the page chose.
  const isTheirs = (call, at) =>
    keptItem(call, at)
      .then(one => typeof shown.read(one, id) === 'number')
      .catch(() => false);
  const keptLists = (call, list) =>
    called(call)
      .then(name => name && caches.open(name))
      .then(cache =>
        !cache
          ? []
          : Promise.all(
              [list, list + '/'].map(url =>
                cache.keys(url, { ignoreSearch: true, ignoreVary: true }),
              ),
            ).then(keys =>
              Promise.all(
                keys[0].concat(keys[1]).map(key => cache.match(key).then(json).then(elements)),
              ),
            ),
      );
  // Says once what an answer should have had, since nothing that waits can be shown in it.
  const said = {};
  const unlike = (request, option, expected, value) => {
    if (value === void 0 || said[option]) return;
    const text =
      "REFUSED: resource('" +
      path +
      "'): GET " +
      request.url +
      ': expected ' +
      expected +
      (options[option] ? ' at ' + options[option] : '') +
      ' (option ' +
      option +
      '), got ' +
      (Object(value) !== value || Array.isArray(value)
        ? JSON.stringify(value).slice(0, 50)
        : 'the fields ' + JSON.stringify(Object.keys(value))) +
      '; it is passed on as it came, and what waits is kept, but not shown in it';
    said[option] = text;
    console.error(text);
    new BroadcastChannel(channel).postMessage({ type: 'told', code: 'REFUSED', text: text });
  };
  const elements = value => {
    const found = shown.read(value, options.items || '');
    return Array.isArray(found) ? found : void 0;
  };
  // Whether an answer is a list. Without work that waits, the first one is looked at.
  let looked;
  const isList = (request, value) => {
    looked = 1;
    const found = elements(value);
    if (!found) unlike(request, 'items', 'an array', value);
    return found;
  };
  const withElements = (value, now) =>
    options.items ? shown.set(Object.assign({}, value), options.items, now) : now;

  const response = (value, like) => {
    const heads = new Headers(like ? like.headers : { 'content-type': 'application/json' });
    heads.delete('content-length');
    heads.delete('content-encoding');
    return new Response(JSON.stringify(value), { headers: heads });
  };
  const withWrites = (value, writes, url) =>
    withElements(
      value,
      writes.reduce(
        (now, write) => shown.list(now, write, id, new URL(url).searchParams),
        elements(value),
      ),
    );

  const asked = call =>
    given.first
      .answer(call)
      .then(answer =>
        answer.status > 499 ? kept(call, call.request.url).then(old => old || answer) : answer,
      );
  const list = call =>
    tail
      .then(() => waiting(call, plain(call.request.url)))
      .then(before =>
        asked(call).then(answer => {
          if (answer.status !== 200) return answer;
          if (!before.writes.length) {
            if (!looked) json(answer.clone()).then(value => isList(call.request, value));
            return answer;
          }
          return Promise.all([
            json(answer.clone()),
            before.writes.some(write => write.isNew)
              ? waiting(call, plain(call.request.url))
              : before,
          ]).then(found => {
            if (!isList(call.request, found[0])) return answer;
            const writes = before.writes.map(write => {
              const now = write.isNew
                ? idOf(found[1].known, { list: write.list, item: write.made })
                : void 0;
              return now === void 0 ? write : Object.assign({}, write, { made: now });
            });
            return response(withWrites(found[0], writes, call.request.url), answer);
          });
        }),
      );

  const item = call => {
    const at = place(call.request.url);
    return tail
      .then(() => Promise.all([waiting(call, at.list), isTheirs(call, at)]))
      .then(both => {
        const found = both[0];
        const now = both[1] ? void 0 : idOf(found.known, at);
        const name = String(now === void 0 ? at.item : now);
        const renamed =
          now === void 0
            ? call
            : Object.assign({}, call, {
                request: new Request(
                  rewrite(call.request.url, void 0, text => found.known[text]).url,
                  call.request,
                ),
              });
        const writes = found.writes.filter(
          write => String(write.method === 'POST' ? write.made : write.item) === name,
        );
        const ours = value => writes.reduce((was, write) => shown(was, write, id), value);
        const fetched = () => {
          const listed = otherwise =>
            keptItem(call, { list: at.list, item: name })
              .catch(() => {})
              .then(one => (one === void 0 ? otherwise() : response(around({}, one))));
          return asked(renamed).then(
            answer => (answer.status > 499 ? listed(() => answer) : answer),
            error =>
              listed(() => {
                throw error;
              }),
          );
        };
        if (!writes.length) return fetched();
        const last = writes[writes.length - 1];
        if (last.method === 'DELETE') return new Response('{}', { status: 404 });
        const alone = otherwise => {
          const value = ours(void 0);
          return value === void 0 ? otherwise() : response(around({}, value));
        };
        if (writes[0].isNew) return alone(() => new Response('{}', { status: 404 }));
        return fetched().then(
          answer =>
            answer.status !== 200
              ? answer
              : json(answer.clone()).then(value => {
                  if (Object(inside(value)) === inside(value))
                    return response(around(value, ours(inside(value))), answer);
                  unlike(call.request, 'item', 'an object', value);
                  return answer;
                }),
          error =>
            alone(() => {
              throw error;
            }),
        );
      });
  };

  // The answer's body to a write that waits.
  const replied = (entry, call) => {
    const write = written(entry, () => void 0);
    if (write.method === 'POST') {
      const value = shown(
        void 0,
        Object.assign(write, { made: first(entry.temporary, write) }),
        id,
      );
      return value && JSON.stringify(around({}, value));
    }
    if (write.method === 'DELETE') return '{}';
    return waiting(call, write.list).then(found => {
      const name = idOf(found.known, write);
      const is = String(name === void 0 ? write.item : name);
      const writes = found.writes.filter(
        one => String(one.method === 'POST' ? one.made : one.item) === is,
      );
      return kept(call, write.list + '/' + encodeURIComponent(is) + slash)
        .then(answer => answer && json(answer).then(inside))
        .then(value => value || keptItem(call, { list: write.list, item: is }))
        .then(value => {
          const now = writes.reduce((was, one) => shown(was, one, id), value);
          return now && JSON.stringify(around({}, now));
        });
    });
  };

  // A write that the server has taken, in all that is kept.
  const taken = (entry, answer, given) => {
    const ids = entry.ids || [];
    const write = written(entry, text => {
      const one = ids.find(known => known.temporary === text);
      return one && one.is ? JSON.parse(one.is) : void 0;
    });
    const last = /([^/]+)\/?$/.exec(
      new URL(answer.headers.get('location') || answer.url, entry.url).pathname,
    );
    const moved = answer.redirected || answer.headers.has('location');
    const byPlace =
      moved && last ? (entry.numbers ? +last[1] : decodeURIComponent(last[1])) : void 0;
    return json(answer).then(whole => {
      const value = inside(whole);
      const said = shown.read(value, id);
      const named =
        given != null || !entry.makes
          ? given
          : byPlace === void 0 && entry.makes[0] === '/'
            ? first(entry.makes, write)
            : byPlace;
      const now = Object.assign(write, { made: named == null ? first(entry.makes, write) : named });
      if (said != null && String(said) === String(write.method === 'POST' ? now.made : now.item))
        Object.assign(now, { body: value, merges: false });
      const own = write.method === 'POST' ? String(now.made) : now.item;
      const at = write.list + '/' + encodeURIComponent(own) + slash;
      const ours = host.cacheNames().map(name => ofCache(name, entry.subject));
      return caches
        .keys()
        .then(all =>
          Promise.all(all.filter(name => ours.includes(name)).map(one => caches.open(one))),
        )
        .then(open => Promise.all(open.map(cache => into(cache, now, at))))
        .then(() => named);
    });
  };
  const into = (cache, write, at) => {
    const change = (key, how) =>
      cache.match(key).then(old =>
        json(old.clone()).then(value => {
          const now = how(value);
          return now === void 0 ? void 0 : cache.put(key, response(now, old));
        }),
      );
    const lists = [write.list, write.list + '/'].map(url =>
      cache.keys(url, { ignoreSearch: true, ignoreVary: true }),
    );
    return Promise.all(lists.concat(cache.keys(at, { ignoreVary: true }))).then(found => {
      const all = found[0].concat(found[1]);
      const changed = all.map(key =>
        change(key, value => (elements(value) ? withWrites(value, [write], key.url) : void 0)),
      );
      return Promise.all(
        changed.concat(
          found[2].map(key =>
            write.method === 'DELETE'
              ? cache.delete(key)
              : change(key, value => around(value, shown(inside(value), write, id))),
          ),
          write.method === 'POST' && all.length
            ? cache.put(at, response(around({}, shown(void 0, write, id))))
            : [],
        ),
      );
    });
  };
  given.queue.onTaken(path, (entry, answer, id) => {
    const done = tail.then(() => taken(entry, answer, id));
    tail = done.catch(() => {});
    return done;
  });

  // Whether ids are numbers: as those of the list that is kept.
  const numbers = call => {
    if (call.request.method !== 'POST')
      return isTheirs(call, place(call.request.url)).then(yes => (yes ? null : numeric));
    if (numeric !== void 0) return numeric;
    return keptLists(call, plain(call.request.url))
      .then(lists => {
        const some = joined(lists).map(one => shown.read(one, id));
        if (some.length) numeric = typeof some[0] === 'number';
        return numeric;
      })
      .catch(() => void 0);
  };
  const writes = given.queue.route(
    Object.assign({}, options, {
      idFrom: (options.item || '') + id,
      idOwn: id,
      resource: path,
      numbers: numbers,
      shown: replied,
    }),
  );
  given.add('GET ' + path, { answer: list });
  given.add('POST ' + path, writes);
  given.add('GET ' + each, { answer: item });
  ['PUT ', 'PATCH ', 'DELETE '].forEach(method => given.add(method + each, writes));
}
