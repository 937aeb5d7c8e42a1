// Holdfast with its own server, as an app uses it that gives the whole state.
import { offlineStorage, networkStatus, holdfastServer } from '/holdfast/holdfast.js';

const tasks = offlineStorage.collection('tasks');

let state;

const good = answer => {
  if (!answer) throw new Error(JSON.stringify(offlineStorage.lastError || 'failed'));
};

export const base = {
  server: 'holdfast',
  async open(space) {
    await offlineStorage.start({ space, state: { tasks: 'list' }, snapshot: () => state });
    offlineStorage.defineSync(holdfastServer({ space }));
  },
  pull: async () => good(await offlineStorage.syncLocalChangesToServer()),
  async offline() {
    while ((await networkStatus.check()) !== 'offline');
  },
  async push() {
    const until = performance.now() + 60000;
    while (!(await offlineStorage.syncLocalChangesToServer())) {
      if (performance.now() > until) good(false);
    }
  },
  readAll: () => tasks.getAll(),
};

export default {
  ...base,
  async offline() {
    await base.offline();
    state = await offlineStorage.loadAppState();
  },
  async edit(changed, all) {
    state = { tasks: all };
    good(await offlineStorage.saveCurrentAppState());
  },
};
