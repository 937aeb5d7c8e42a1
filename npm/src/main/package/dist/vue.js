// The hooks for Vue: composables, which end with the scope that they are called in.
import { computed, onScopeDispose, shallowReadonly, shallowRef, toValue, watch } from 'vue';
import { conflicts, documentView, entriesView, status, update } from './views.js';

export { appState } from './views.js';

/** On a server nothing changes while it renders, and no scope ends. */
const changes = () => typeof window !== 'undefined';

const refOf = view => {
  const shown = shallowRef(view.get());
  if (changes()) {
    onScopeDispose(
      view.subscribe(() => {
        shown.value = view.get();
      }),
      true,
    );
  }
  return shown;
};

/** The same for a view that depends on what may be refs or getters. */
const refOfEach = (viewFor, ...sources) => {
  const shown = shallowRef();
  const given = () => sources.map(source => toValue(source));
  if (changes()) {
    watch(
      given,
      (now, before, onCleanup) => {
        const view = viewFor(...now);
        const show = () => {
          shown.value = view.get();
        };
        show();
        onCleanup(view.subscribe(show));
      },
      { immediate: true },
    );
  }
  return shallowReadonly(shown);
};

export const useStatus = () => shallowReadonly(refOf(status));

export const useConflicts = () => shallowReadonly(refOf(conflicts));

export const useUpdate = () => shallowReadonly(refOf(update));

export const useAppState = state => {
  const shown = refOf(state);
  return computed({ get: () => shown.value, set: next => void state.set(() => next) });
};

export const useDocument = (collection, id) => refOfEach(documentView, collection, id);

export const useCollection = (collection, range) => refOfEach(entriesView, collection, range);
