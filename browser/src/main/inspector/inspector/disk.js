// What lies in IndexedDB, read only. ARCHITECTURE.md, "What lies on disk", says what the records mean.
//
// A database is opened for each look and closed again, so nothing is held that a page waits for. It is never created: an
// opening that would do so is undone. A later release may upgrade it, and a sign-out may delete it, at any time.

/** The layouts that this inspector knows. */
const VERSION = 2;
const FORMAT = 4;

/** Records per transaction: each has up to 48 KB, and writers wait for a transaction that reads. */
const CHUNK = 16;

const STATES = ['queued', 'inFlight', 'unknown', 'conflicted', 'parked'];
const FATES = ['acknowledged', 'merged', 'superseded', 'discarded', 'archived'];

/** What the names of an app's databases, caches and channels end with. */
export const endingOf = scope => (scope === '/' ? '' : ' ' + scope);

/** Whether Holdfast writes the document for itself. */
export const isOurs = key => key.startsWith('~order/') || key === '~schema/~';

/** The value of a content, which may have a place beside it. */
export const valueOf = content =>
  content && typeof content === 'object' && '~place' in content && '~value' in content
    ? content['~value']
    : content;

const decoded = text => {
  try {
    return decodeURIComponent(text);
  } catch (none) {
    return text;
  }
};

/** Which app, subject and space a database's name stands for; undefined for one that is none of ours. */
export const named = name => {
  const parts = name.split('/').map(decoded);
  const space = /^holdfast( (\/.*))?$/.exec(parts[0]);
  if (space && parts.length === 3) {
    return { name, kind: 'space', scope: space[2] || '/', subject: parts[1], space: parts[2] };
  }
  const queue = /^holdfast-requests( (\/.*))?$/.exec(name);
  return queue ? { name, kind: 'requests', scope: queue[2] || '/' } : undefined;
};

/** All of Holdfast's databases on this origin. */
export const databases = async () => {
  const silent = new Promise((done, fail) =>
    setTimeout(() => fail(new Error('the browser does not list its databases')), 10000),
  );
  const all = await Promise.race([indexedDB.databases(), silent]);
  return all
    .map(({ name, version }) => Object.assign({ version }, named(name)))
    .filter(one => one.kind)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

const opened = name =>
  new Promise((done, fail) => {
    const request = indexedDB.open(name);
    const late = setTimeout(() => fail(new Error('the browser does not open its database')), 10000);
    request.onupgradeneeded = () => request.transaction.abort(); // it is gone, and stays gone
    request.onerror = event => {
      event.preventDefault();
      clearTimeout(late);
      fail(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(late);
      const database = request.result;
      database.onversionchange = () => database.close();
      done(database);
    };
  });

const wanted = (database, tables) =>
  tables.filter(name => database.objectStoreNames.contains(name));

/** Calls `ask` with a reading transaction's tables; its answers are requests, and their results the answer. */
const read = (database, tables, ask) =>
  new Promise((done, fail) => {
    const known = wanted(database, tables);
    if (!known.length) return done({});
    const tx = database.transaction(known, 'readonly');
    const asked = ask(Object.fromEntries(known.map(name => [name, tx.objectStore(name)])));
    tx.oncomplete = () =>
      done(Object.fromEntries(Object.entries(asked).map(([name, one]) => [name, one.result])));
    tx.onabort = tx.onerror = () => fail(tx.error || new Error('the browser could not read'));
  });

/** The records of a table in chunks, each in a transaction of its own. */
async function* chunks(database, table) {
  let range = null;
  for (;;) {
    const { keys = [], values = [] } = await read(database, [table], stores =>
      stores[table]
        ? {
            keys: stores[table].getAllKeys(range, CHUNK),
            values: stores[table].getAll(range, CHUNK),
          }
        : {},
    );
    yield keys.map((key, index) => [key, values[index]]);
    if (keys.length < CHUNK) return;
    range = IDBKeyRange.lowerBound(keys[keys.length - 1], true);
  }
}

const within = async (name, work) => {
  const database = await opened(name);
  try {
    return await work(database);
  } finally {
    database.close();
  }
};

// --- a space ---

/** The entries of a record of the outbox: one, or a pack of those of one transaction. */
const entriesOf = (key, record) => {
  if (typeof record !== 'string') return [Object.assign({ seq: key }, record)];
  const [origin, at, ...entries] = JSON.parse(record);
  return entries.map(entry =>
    Object.assign({ origin, at, state: 'queued', base: 0, replaces: [], attempts: 0 }, entry),
  );
};

/** The counts of work by state, as `audit()` answers them. */
export const auditOf = (meta, entries) => {
  const audit = {};
  const people = entries.filter(entry => !isOurs(entry.key));
  const counted = name => (meta.audit && meta.audit[name]) || 0;
  let ours = entries.length - people.length;
  for (const state of STATES) audit[state] = people.filter(one => one.state === state).length;
  for (const fate of FATES) {
    audit[fate] = counted(fate) - counted('~' + fate);
    ours += counted('~' + fate);
  }
  audit.total = counted('total') - ours;
  return audit;
};

/** A space but for its documents. `damaged` counts the records that could not be read. */
export const space = async known => {
  if (known.version > VERSION) return { ...known, newer: known.version };
  return within(known.name, async database => {
    const tables = ['meta', 'outbox', 'archive', 'history', 'damaged', 'pages'];
    const found = await read(database, tables, stores => ({
      meta: stores.meta && stores.meta.get('replica'),
      keys: stores.outbox.getAllKeys(),
      values: stores.outbox.getAll(),
      archive: stores.archive.count(),
      history: stores.history.count(),
      pages: stores.pages.count(),
      damaged: stores.damaged ? stores.damaged.count() : stores.pages.count(IDBKeyRange.only('\0')),
    }));
    const meta = found.meta || {};
    if (meta.format > FORMAT) return { ...known, newer: meta.format };
    const entries = [];
    let unreadable = 0;
    found.keys.forEach((key, index) => {
      try {
        entries.push(...entriesOf(key, found.values[index]));
      } catch (none) {
        unreadable++;
      }
    });
    const { archive, history, pages } = found;
    const damaged = found.damaged + unreadable;
    for (const entry of entries) entry.ours = isOurs(entry.key);
    return {
      ...known,
      meta,
      entries,
      archive,
      history,
      pages,
      damaged,
      audit: auditOf(meta, entries),
    };
  });
};

/** The documents of the server version: `{ key, version, value }`, in key order; a tombstone has no value. */
export const documents = name =>
  within(name, async database => {
    const all = [];
    for await (const records of chunks(database, 'pages')) {
      for (const [, page] of records) {
        for (const key of Object.keys(page || {})) {
          const [version, , value] = page[key];
          all.push({ key, version, value: valueOf(value) });
        }
      }
    }
    return all.sort((one, other) => (one.key < other.key ? -1 : 1));
  });

// --- the worker's queue ---

/** The queued requests, and the counts of all requests. */
export const requests = async known => {
  if (known.version > VERSION) return { ...known, newer: known.version };
  return within(known.name, async database => {
    const found = await read(database, ['meta', 'damaged'], stores => ({
      counts: stores.meta.get('audit'),
      damaged: stores.damaged ? stores.damaged.count() : stores.meta.count(IDBKeyRange.only('\0')),
    }));
    const entries = [];
    for await (const records of chunks(database, 'requests')) {
      for (const [key, entry] of records) entries.push(Object.assign({ key }, entry));
    }
    return { ...known, counts: found.counts || {}, damaged: found.damaged, entries };
  });
};

/** The counts of a subject's requests, and of nobody's, as `audit()` adds them to those of documents. */
export const requestAudit = (queue, subject) => {
  const audit = Object.fromEntries([...STATES, ...FATES, 'total'].map(name => [name, 0]));
  const own = queue.entries.filter(entry => !entry.subject || entry.subject === subject);
  audit.total = (queue.counts.total || 0) - queue.entries.length + own.length;
  for (const [key, count] of Object.entries(queue.counts)) {
    const [name, whose] = key.split(/@(.*)/s);
    if (!FATES.includes(name)) continue;
    if (whose === undefined) audit[name] += count;
    else if (whose !== subject) {
      audit[name] -= count;
      audit.total -= count;
    }
  }
  for (const entry of own) audit[entry.state]++;
  return audit;
};
