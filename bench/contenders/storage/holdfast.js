// Holdfast as an app uses it that gives the whole state: saveCurrentAppState().
import { offlineStorage, networkStatus, holdfastServer } from '/holdfast/holdfast.js';

let state;

const good = answer => {
  if (!answer) throw new Error(JSON.stringify(offlineStorage.lastError || 'failed'));
};

export const tasks = offlineStorage.collection('tasks');

const FILLED = 'filled-'; // begins the space on the server that has so many documents from its first use on

let space;

const sync = () => offlineStorage.defineSync(holdfastServer({ space }));

const synced = async () => {
  const until = Date.now() + 60000;
  while (!(await offlineStorage.syncLocalChangesToServer())) {
    if (Date.now() > until) good(false);
  }
};

export const base = {
  open: (name, filled) => {
    space = filled ? FILLED + filled : name;
    return offlineStorage.start({ space, state: { tasks: 'list' }, snapshot: () => state });
  },
  async fill(documents) {
    sync();
    await synced();
    if ((await tasks.entries({ limit: 1 })).length) return;
    await tasks.putAll(documents.map(doc => [doc.id, doc]));
    await synced();
  },
  async offline() {
    sync();
    while ((await networkStatus.check()) !== 'offline');
  },
  tenPuts: documents => Promise.all(documents.map(doc => tasks.put(doc.id, doc))),
  readAll: () => tasks.getAll(),
};

export default {
  ...base,
  async offline() {
    await base.offline();
    const known = await offlineStorage.loadAppState();
    state = known || { tasks: [] };
    if (!known) good(await offlineStorage.saveCurrentAppState());
  },
  async save(all) {
    state = { tasks: all };
    good(await offlineStorage.saveCurrentAppState());
  },
  readAll: async () => ((await offlineStorage.loadAppState()) || { tasks: [] }).tasks,
};
