// The page of ListBench: a list that is the app's state, and a count of what its syncs send.
import { offlineStorage, holdfastServer } from '/holdfast/holdfast.js';

let sent = 0;
const original = self.fetch;
self.fetch = (input, options) => {
  if (options && options.method === 'POST') sent += options.body.size || options.body.length;
  return original.call(self, input, options);
};

let list = [];
offlineStorage.setSnapshotFn(() => ({ tasks: list }));

async function start(space) {
  offlineStorage.defineSync(holdfastServer({ space }));
  await offlineStorage.start({ space });
  if (!await offlineStorage.syncLocalChangesToServer()) throw offlineStorage.lastError;
}

async function save() {
  if (!await offlineStorage.saveCurrentAppState()) throw offlineStorage.lastError;
}

async function sync() {
  if (!await offlineStorage.syncLocalChangesToServer()) throw offlineStorage.lastError;
}

const operations = {
  insert: (n) => list.unshift({ id: `new-${n}`, title: 'Check the valves' }),
  move: () => list.unshift(list.pop()),
  remove: () => list.splice(list.length >> 1, 1),
};

Object.assign(self, {
  /** Makes a list of `size` elements. */
  async make(space, size) {
    await start(space);
    await offlineStorage.loadAppState();
    list = Array.from({ length: size }, (_, n) => ({ id: `e${n}`, title: 'Check the valves' }));
    await save();
    await sync();
  },

  /** Does one operation many times; the time of a save and the bytes of a sync, in the middle. */
  async operate(space, name, times) {
    await start(space);
    list = (await offlineStorage.loadAppState()).tasks;
    const runs = [];
    for (let n = 0; n < times; n++) {
      operations[name](n);
      sent = 0; // before the save: it starts a sync by itself
      const begun = performance.now();
      await save();
      const ms = performance.now() - begun;
      await sync();
      runs.push({ ms, sent });
    }
    return runs;
  },
});
self.loaded = true;
