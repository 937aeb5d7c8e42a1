'use client';
// The hooks for React.
import { useMemo, useSyncExternalStore } from 'react';
import { conflicts, documentView, entriesView, status, update } from './views.js';

export { appState } from './views.js';

const useView = view => useSyncExternalStore(view.subscribe, view.get, view.initial);

export const useStatus = () => useView(status);

export const useConflicts = () => useView(conflicts);

export const useUpdate = () => useView(update);

export const useAppState = state => [useView(state), state.set];

export const useDocument = (collection, id) =>
  useView(useMemo(() => documentView(collection, id), [collection, id]));

export const useCollection = (collection, { from, to, limit, reverse } = {}) =>
  useView(
    useMemo(
      () => entriesView(collection, { from, to, limit, reverse }),
      [collection, from, to, limit, reverse],
    ),
  );
