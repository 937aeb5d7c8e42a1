// The composables of Vue with an app's own types.
import { offlineStorage } from 'holdfast';
import * as holdfast from 'holdfast/vue';
import {
  appState,
  useCollection,
  useConflicts,
  useStatus,
  useUpdate,
  type Hooks,
} from 'holdfast/vue';
import { ref } from 'vue';

interface Note {
  id: string;
  text: string;
}
interface State {
  notes: Note[];
}
const typed: Hooks<State> = holdfast;
const own = appState<State>({ notes: [] });
offlineStorage.start({ snapshot: own.snapshot, restore: own.restore });

const state = typed.useAppState(own);
state.value = { notes: [...state.value.notes, { id: 'a', text: '' }] };
// @ts-expect-error: not the state
state.value = { notes: 1 };

const id = ref('a');
const text: string | undefined = typed.useDocument('notes', id).value?.text;
// @ts-expect-error: no such field
typed.useDocument('notes', () => id.value).value?.price;
const texts = typed
  .useCollection('notes', () => ({ limit: 5 }))
  .value?.map(([, note]) => note.text);
const prices = useCollection<{ price: number }>('prices');
const total: number = (prices.value ?? []).reduce((sum, [, { price }]) => sum + price, 0);
// @ts-expect-error: it can be read only
prices.value = [];

const status = useStatus();
const online: 'online' | 'offline' = status.value.network;
const inbox = useConflicts();
for (const { key } of inbox.value.conflicts) void inbox.value.resolve(key, 'server');
const release = useUpdate();
export const decided: Promise<boolean> = release.value.checkForUpdate();
export { text, texts, total, online };
