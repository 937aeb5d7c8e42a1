// Uses every member of holdfast.js once, the way an app would; `npm run check` compiles it.

import {
  holdfastServer,
  networkStatus,
  offlineStorage,
  type ArchiveEntry,
  type Audit,
  type Change,
  type Collection,
  type ConflictEntry,
  type HistoryEntry,
  type HoldfastError,
  type NetworkStatus,
  type OfflineStorage,
  type ParkedEntry,
  type PendingEntry,
  type SyncAdapter,
  type SyncFunction,
  type SyncState,
  type Unsubscribe,
} from '/holdfast/holdfast.js';

interface Task {
  id: string;
  title: string;
  done: boolean;
}

interface State {
  tasks: Task[];
  settings: { theme: 'light' | 'dark' };
}

const app: { state: State | undefined; show(state: State): void } = {
  state: undefined,
  show(state) {
    this.state = state;
  },
};

// Definitions.
const storage: OfflineStorage<State> = offlineStorage;
storage.setSnapshotFn(() => app.state);

const server: SyncAdapter = holdfastServer({
  url: 'https://sync.example',
  space: 'team-7',
  headers: async () => ({ authorization: 'Bearer …' }),
});
storage.defineSync(server);

const own: SyncFunction<State> = async ({ changes, base, local, signal, idempotencyKey }) => {
  const titles = changes.map((change: Change) => `${change.collection}/${change.id}`);
  const unchanged: boolean = base === local;
  if (unchanged || titles.length === 0) return false;
  const answer = await fetch('/api/state', {
    method: 'PUT',
    body: JSON.stringify(local),
    headers: { 'Idempotency-Key': idempotencyKey },
    signal,
  });
  if (answer.status === 204) return true;
  return { server: (await answer.json()) as State };
};
storage.defineSync(own);

await storage.start({
  worker: '/sw.js',
  scope: '/',
  space: 'team-7',
  subject: 'alice',
  snapshot: () => app.state,
  restore: (state) => app.show(state),
  sync: own,
  state: { tasks: 'list', settings: 'value' },
  network: { ping: '/holdfast/ping', probeTimeout: 5_000, requestTimeout: 30_000 },
});

// The five.
const unsent: boolean = storage.hasConflicts;
const saved: boolean = await storage.saveCurrentAppState();
const acknowledged: boolean = await storage.syncLocalChangesToServer();
await storage.downloadCurrentChanges();
await storage.resetVersions();

// State and documents.
const loaded: State | undefined = await storage.loadAppState();
const peeked: State | undefined = await storage.loadAppState({ peek: true });
const updated: boolean = await storage.updateLocalChanges({ tasks: [], settings: { theme: 'dark' } });

const tasks: Collection<Task> = storage.collection<Task>('tasks');
const one: Task | undefined = await tasks.get('t1');
const all: Task[] = await tasks.getAll();
const pairs: Array<[string, Task]> = await tasks.entries();
const putId: string = await tasks.put('t1', { id: 't1', title: 'Call the caretaker', done: false });
const updateId: string = await tasks.update('t1', (task) => ({ ...(task ?? { id: 't1', title: '' }), done: true }));
const removeId: string = await tasks.remove('t1');
const some: Array<[string, Task]> = await tasks.entries({ from: 't1', to: 't5', limit: 2, reverse: true });
const putIds: string[] = await tasks.putAll(some);
const removeIds: string[] = await tasks.removeAll(some.map(([id]) => id));
const changeIds: string[] = await storage.write([
  { collection: 'tasks', id: 't1', value: { id: 't1', title: 'x' } },
  { collection: 'notes', id: 'n1', deleted: true },
]);
const endTasks: Unsubscribe = tasks.subscribe(() => {});
endTasks();

// What is going on.
const versions: Array<string | undefined> = [storage.serverVersion, storage.localVersion];
const syncState: SyncState = storage.syncState;
const lastSynced: number | undefined = storage.lastSyncedTime;
const lastError: HoldfastError | undefined = storage.lastError;
const supported: boolean = storage.hasBrowserSupport;
const audit: Audit = await storage.audit();

function describe(entry: PendingEntry | ParkedEntry): string {
  const what = entry.kind === 'document' ? entry.key : `${entry.method} ${entry.url} in ${entry.lane}`;
  return `${entry.id} ${what}: ${entry.attempts} attempts in ${entry.age} ms, ${entry.cause?.code ?? 'no failure'} ${entry.cause?.detail ?? ''}`;
}
const waiting: string[] = storage.pending.map((entry) => `${entry.state} ${describe(entry)}`);
const refused: string[] = storage.parked.map(describe);

// Decisions.
storage.conflicts.forEach(async (conflict: ConflictEntry) => {
  for (const { path, base, local, server } of conflict.paths) console.log(path, base, local, server);
  if (conflict.server === undefined) await storage.resolve(conflict.key, 'local');
  else if (conflict.local === undefined) await storage.resolve(conflict.key, 'server');
  else if (conflict.merged !== undefined) await storage.resolve(conflict.key, conflict.merged);
});
for (const { id, cause } of storage.parked) {
  const decided: boolean = cause?.code === 'FORBIDDEN' ? await storage.discard(id) : await storage.retry(id);
  console.log(decided);
}

// Files, earlier snapshots, archives.
const file: Blob = await storage.exportChanges();
const imported: boolean = await storage.importChanges(file);
const earlier: HistoryEntry[] = await storage.history();
const archives: ArchiveEntry[] = await storage.archives();
if (earlier[0] && earlier[0].changes > 0) await storage.restoreVersion(earlier[0].id);
if (archives[0] && archives[0].changes + archives[0].documents > 0 && archives[0].reason === 'reset') await storage.restoreArchive(archives[0].id);

// Watching.
const endStorage: Unsubscribe = storage.subscribe(() => console.log(storage.hasConflicts));
const endEvents: Unsubscribe[] = [
  storage.addEventListener('change', () => {}),
  storage.addEventListener('sync', ({ ok }) => console.log(ok)),
  storage.addEventListener('progress', ({ done, total }) => console.log(done / total)),
  storage.addEventListener('conflict', ({ key }) => console.log(key)),
  storage.addEventListener('error', ({ error }) => console.log(error.code, error.message, error.at)),
  storage.addEventListener('update', () => {}),
];

const network: NetworkStatus = networkStatus;
const verdict: 'online' | 'offline' = await network.check();
const line: string = `${network.current} (${network.detail}), last verified ${network.lastVerifiedAt ?? 'never'}`;
const endNetwork: Unsubscribe = network.subscribe(() => {});
[endStorage, endNetwork, ...endEvents].forEach((end) => end());

// What must not compile.
// @ts-expect-error the five are functions and a getter, nothing is assignable
storage.hasConflicts = false;
// @ts-expect-error no such event
storage.addEventListener('offline', () => {});
// @ts-expect-error a space is required
holdfastServer({});

export {
  unsent, saved, acknowledged, loaded, peeked, updated, one, all, pairs, putId, updateId, removeId, versions,
  putIds, removeIds, changeIds, syncState, lastSynced, lastError, supported, audit, waiting, refused, imported, verdict, line,
};
