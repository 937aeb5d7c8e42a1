// An app of its own state, as its authors write it.
import { holdfastServer, offlineStorage, type Collection, type OfflineStorage } from 'holdfast';
import { elementDefaults } from 'holdfast/elements';
import type { HoldfastStatus } from 'holdfast/elements/status';

interface Task {
  id: string;
  title: string;
  done: boolean;
}
interface AppState {
  tasks: Task[];
  byId: Record<string, Task>;
  settings: { theme: 'light' | 'dark' };
}

const app: { state: AppState | undefined } = { state: undefined };

const storage: OfflineStorage<AppState> = offlineStorage;
storage.setSnapshotFn(() => app.state);
// @ts-expect-error: not the state
storage.setSnapshotFn(() => ({ tasks: 'none' }));
storage.defineSync(holdfastServer({ space: 'team' }));
storage.defineSync(async ({ local, base }) => {
  const theme: 'light' | 'dark' | undefined = local?.settings.theme ?? base?.settings.theme;
  return theme === 'dark' && { server: { tasks: [], byId: {}, settings: { theme } } };
});
await storage.start({
  worker: '/sw.js',
  restore: state => {
    app.state = state;
    // @ts-expect-error: no such field
    state.task;
  },
});
const loaded: AppState | undefined = await storage.loadAppState();
export const first: Task | undefined = loaded?.tasks[0];

const tasks: Collection<Task> = storage.collection('tasks');
await tasks.put('t1', { id: 't1', title: 'Call the caretaker', done: false });
// @ts-expect-error: a field is missing
await tasks.put('t1', { id: 't1' });
await tasks.update('t1', task => ({ ...(task ?? { id: 't1', title: '' }), done: true }));
for (const [id, task] of await tasks.entries({ limit: 5 })) console.log(id, task.title.trim());

const byId: Collection<Task> = storage.collection('byId');
await byId.remove('t1');
const settings: Collection<AppState['settings']> = storage.collection('settings');
const theme: 'light' | 'dark' | undefined = (await settings.get('~'))?.theme;
// @ts-expect-error: the documents of another collection
const wrong: Collection<{ price: number }> = storage.collection('tasks');
const notes = storage.collection<{ text: string }>('notes');
const texts: string[] = (await notes.getAll()).map(note => note.text);
const anything = offlineStorage.collection('tasks');
await anything.put('t1', { whatever: 1 });
const call: Task = { id: 't1', title: 'Call', done: false };
await storage.write([{ collection: 'tasks', id: 't1', value: call }]);
await storage.resolve('tasks/t1', call);
// @ts-expect-error: no document
await storage.resolve('tasks/t1', Symbol('t1'));
await storage.start({ state: { tasks: 'list', byId: 'map' } });
// @ts-expect-error: no key of the state
await storage.start({ state: { task: 'list' } });
await offlineStorage.start({ state: { whatever: 'map' } });
export { theme, wrong, texts };

// Elements.
elementDefaults({
  documentName: entry => (entry.kind === 'document' ? entry.key : entry.url),
  valueText: (value, path) => (path === '/done' ? (value ? 'Done' : 'Open') : undefined),
  texts: { online: 'Connected', unsentHead: { one: 'One', other: '{n}' } },
});
// @ts-expect-error: no option
elementDefaults({ documentNames: () => '' });
const status: HoldfastStatus = document.createElement('holdfast-status');
status.signIn = () => status.hide();
const opened: boolean = document.createElement('holdfast-conflicts').open('tasks/t1');
document.createElement('holdfast-parked').edit = ({ id }) => void storage.retry(id);
document.querySelector('holdfast-update')!.beforeReload = () => storage.saveCurrentAppState();
export { opened };
