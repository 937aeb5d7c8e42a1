// Counts what a contender does to the browser, by wrapping prototypes. Never in a timed pass.

/** How often each operation was called since `reset()`, and the characters that requests sent. */
export const counts = {};

const add = (what, amount = 1) => {
  counts[what] = (counts[what] || 0) + amount;
};

export function reset() {
  for (const what of Object.keys(counts)) delete counts[what];
}

function wrap(owner, method, before) {
  const original = owner[method];
  owner[method] = function (...given) {
    before(given);
    return original.apply(this, given);
  };
}

/** From now on everything is counted: in a page or in a worker. */
export function install() {
  wrap(IDBDatabase.prototype, 'transaction', ([, mode]) =>
    add(mode === 'readwrite' ? 'transactions' : 'reading transactions'),
  );
  for (const owner of [IDBObjectStore.prototype, IDBIndex.prototype]) {
    for (const method of ['get', 'getKey', 'getAll', 'getAllKeys', 'count']) {
      wrap(owner, method, () => add(method === 'getAll' ? 'getAll' : 'gets'));
    }
    for (const method of ['openCursor', 'openKeyCursor']) wrap(owner, method, () => add('cursors'));
  }
  for (const method of ['put', 'add']) wrap(IDBObjectStore.prototype, method, () => add('puts'));
  for (const method of ['delete', 'clear']) {
    wrap(IDBObjectStore.prototype, method, () => add('deletes'));
  }
  for (const method of ['continue', 'advance']) {
    wrap(IDBCursor.prototype, method, () => add('cursor steps'));
  }
  wrap(JSON, 'stringify', () => add('stringify'));
  wrap(CacheStorage.prototype, 'open', () => add('caches opened'));
  wrap(CacheStorage.prototype, 'match', () => add('cache matches'));
  for (const method of ['match', 'matchAll', 'keys']) {
    wrap(Cache.prototype, method, () => add('cache matches'));
  }
  for (const method of ['put', 'add', 'addAll', 'delete']) {
    wrap(Cache.prototype, method, () => add('cache writes'));
  }
  if (self.SyncManager) wrap(SyncManager.prototype, 'register', () => add('sync.register'));
  wrap(self, 'fetch', ([input, options]) => {
    add('requests');
    const body = options && options.body;
    if (body) add('bytes sent', body.size || body.byteLength || body.length || 0);
  });
}
