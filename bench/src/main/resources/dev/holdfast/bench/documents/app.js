// The page of DocumentsBench: the product as an app uses it, and a count of what IndexedDB moves.
import { offlineStorage, holdfastServer } from '/holdfast/holdfast.js';

const moved = { reads: 0, writes: 0, bytes: 0 };
const size = (value) => (value === undefined ? 0 : JSON.stringify(value).length);

function count(method, after) {
  const original = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (...given) {
    const request = original.apply(this, given);
    after(request, given);
    return request;
  };
}
count('get', (request) => request.addEventListener('success', () => {
  moved.reads += request.result === undefined ? 0 : 1;
  moved.bytes += size(request.result);
}));
count('getAll', (request) => request.addEventListener('success', () => {
  moved.reads += request.result.length;
  moved.bytes += size(request.result);
}));
count('put', (request, [value]) => {
  moved.writes += 1;
  moved.bytes += size(value);
});

/** Runs `step`; what it took and what it moved. */
async function measured(step) {
  Object.assign(moved, { reads: 0, writes: 0, bytes: 0 });
  const begun = performance.now();
  await step();
  return { ms: performance.now() - begun, ...moved };
}

const tasks = offlineStorage.collection('tasks');

Object.assign(self, {
  /** The first visit: everything is pulled. */
  pull: (space) => measured(async () => {
    offlineStorage.defineSync(holdfastServer({ space }));
    await offlineStorage.start({ space });
    if (!await offlineStorage.syncLocalChangesToServer()) throw offlineStorage.lastError;
  }),

  /** Opens what is on disk, without a sync, up to the first document. */
  open: (space, id) => measured(async () => {
    await offlineStorage.start({ space });
    if (!await tasks.get(id)) throw new Error('no ' + id);
  }),

  readAll: () => measured(async () => (await tasks.getAll()).length),

  /** Edits documents all over the collection one by one, and syncs each. */
  async edit(space, documents, times) {
    offlineStorage.defineSync(holdfastServer({ space }));
    await offlineStorage.start({ space });
    await offlineStorage.syncLocalChangesToServer();
    const edits = [], syncs = [];
    for (let n = 0; n < times; n++) {
      const id = 'd' + (n * 7919) % documents;
      edits.push(await measured(() => tasks.update(id, (task) => ({ ...task, done: n }))));
      syncs.push(await measured(async () => {
        if (!await offlineStorage.syncLocalChangesToServer()) throw offlineStorage.lastError;
      }));
    }
    return { edits, syncs };
  },
});
self.loaded = true;
