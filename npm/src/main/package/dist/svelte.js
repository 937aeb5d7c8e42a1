// The hooks for Svelte 5: each is a store, `$name`, and has a `current` for runes.
import { createSubscriber } from 'svelte/reactivity';
import { conflicts, documentView, entriesView, status, update } from './views.js';

export { appState } from './views.js';

/** Runes read `current`, `$name` subscribes. */
const liveOf = (view, writes) => {
  const track = createSubscriber(view.subscribe);
  const live = {
    ...writes,
    subscribe(run) {
      const end = view.subscribe(() => run(view.get()));
      run(view.get());
      return end;
    },
  };
  return Object.defineProperty(live, 'current', {
    get() {
      track();
      return view.get();
    },
    set: writes && writes.set,
  });
};

export const useStatus = () => liveOf(status);

export const useConflicts = () => liveOf(conflicts);

export const useUpdate = () => liveOf(update);

export const useAppState = state =>
  liveOf(state, { set: next => void state.set(() => next), update: fn => void state.set(fn) });

export const useDocument = (collection, id) => liveOf(documentView(collection, id));

export const useCollection = (collection, range) => liveOf(entriesView(collection, range));
