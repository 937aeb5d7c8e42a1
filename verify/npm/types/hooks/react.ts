// The hooks of React with an app's own types.
import { offlineStorage } from 'holdfast';
import * as holdfast from 'holdfast/react';
import {
  appState,
  useCollection,
  useConflicts,
  useStatus,
  useUpdate,
  type Hooks,
} from 'holdfast/react';

interface Task {
  id: string;
  title: string;
}
interface State {
  tasks: Task[];
  settings: { theme: 'light' | 'dark' };
}
const typed: Hooks<State> = holdfast;
const todo = appState<State>({ tasks: [], settings: { theme: 'light' } });
offlineStorage.start({ snapshot: todo.snapshot, restore: todo.restore });

export function Everything() {
  const [{ tasks, settings }, set] = typed.useAppState(todo);
  set(state => ({ ...state, tasks: [...tasks, { id: 'a', title: settings.theme }] }));
  // @ts-expect-error: not the state
  set({ tasks: 1 });

  const titles: string[] = (typed.useCollection('tasks', { limit: 5 }) ?? []).map(
    ([id, task]) => id + task.title,
  );
  const theme: 'light' | 'dark' | undefined = typed.useDocument('settings', '~')?.theme;
  // @ts-expect-error: no such field
  typed.useDocument('tasks', 'a')?.price;
  const drafts = typed.useCollection<{ text: string }>('drafts');
  const prices = useCollection<{ price: number }>('prices');
  const total: number = (prices ?? []).reduce((sum, [, { price }]) => sum + price, 0);
  // @ts-expect-error: no such option
  useCollection('prices', { first: 1 });

  const { hasConflicts, pending, syncState, network, lastError } = useStatus();
  const online: 'online' | 'offline' = network;
  const { conflicts, resolve } = useConflicts();
  for (const { key } of conflicts) void resolve(key, 'local');
  const { ready, applyUpdate } = useUpdate();
  if (ready) void applyUpdate().then((done: boolean) => done && location.reload());
  return [titles, theme, drafts, total, hasConflicts, pending.length, syncState, online, lastError];
}
