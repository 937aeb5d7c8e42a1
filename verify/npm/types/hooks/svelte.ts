// The stores of Svelte with an app's own types.
import { offlineStorage } from 'holdfast';
import * as holdfast from 'holdfast/svelte';
import {
  appState,
  useCollection,
  useConflicts,
  useStatus,
  useUpdate,
  type Hooks,
} from 'holdfast/svelte';
import { get } from 'svelte/store';

interface Check {
  what: string;
  done: boolean;
}
interface State {
  checks: Record<string, Check>;
}
const typed: Hooks<State> = holdfast;
const own = appState<State>({ checks: {} });
offlineStorage.start({ snapshot: own.snapshot, restore: own.restore });

const state = typed.useAppState(own);
state.current = { checks: { ...state.current.checks, a: { what: 'the door', done: false } } };
state.update(({ checks }) => ({ checks }));
// @ts-expect-error: not the state
state.set({ checks: 1 });

const what: string | undefined = typed.useDocument('checks', 'a').current?.what;
// @ts-expect-error: no such field
typed.useDocument('checks', 'a').current?.price;
const all = get(typed.useCollection('checks', { limit: 5 }))?.map(([id, check]) => id + check.what);
const prices = useCollection<{ price: number }>('prices');
const total: number = (prices.current ?? []).reduce((sum, [, { price }]) => sum + price, 0);
// @ts-expect-error: it can be read only
prices.current = [];

const online: 'online' | 'offline' = useStatus().current.network;
const { conflicts, resolve } = useConflicts().current;
for (const { key } of conflicts) void resolve(key, 'server');
export const waits: boolean = useUpdate().current.ready;
export { what, all, total, online };
