import type { MaybeRefOrGetter, ShallowRef, WritableComputedRef } from 'vue';
import type { DocumentOf, EntryRange } from './holdfast.js';
import type { AppState, Conflicts, Entries, Status, Update } from './views.js';

export { appState } from './views.js';
export type { AppState, Conflicts, Entries, Status, Update } from './views.js';

/**
 * The composables, for an app whose state has the type `State`: `import * as holdfast from 'holdfast/vue'`, then
 * `const { useCollection }: Hooks<State> = holdfast`. They end with the component, or the scope, that they are called in.
 */
export interface Hooks<State = any> {
  /** What is unsent and refused, and whether the server can be reached. */
  readonly useStatus: () => Readonly<ShallowRef<Status>>;
  /** The documents that need a decision, and `resolve`. */
  readonly useConflicts: () => Readonly<ShallowRef<Conflicts>>;
  /** Whether a new release waits, and what to do about it. */
  readonly useUpdate: () => Readonly<ShallowRef<Update>>;
  /** The state that {@link appState} made. Another value replaces the state, and is saved. */
  readonly useAppState: <Own = State>(state: AppState<Own>) => WritableComputedRef<Own>;
  /** One document; undefined if there is none, or it is not read yet. */
  readonly useDocument: {
    <Name extends keyof State & string>(
      collection: Name,
      id: MaybeRefOrGetter<string>,
    ): Readonly<ShallowRef<DocumentOf<State[Name]> | undefined>>;
    <Document = any>(
      collection: MaybeRefOrGetter<string>,
      id: MaybeRefOrGetter<string>,
    ): Readonly<ShallowRef<Document | undefined>>;
  };
  /**
   * The documents of a collection with their ids. Undefined until they are read, so also before `start()`, and on a new device
   * until its first sync or write.
   */
  readonly useCollection: {
    <Name extends keyof State & string>(
      collection: Name,
      range?: MaybeRefOrGetter<EntryRange | undefined>,
    ): Readonly<ShallowRef<Entries<DocumentOf<State[Name]>> | undefined>>;
    <Document = any>(
      collection: MaybeRefOrGetter<string>,
      range?: MaybeRefOrGetter<EntryRange | undefined>,
    ): Readonly<ShallowRef<Entries<Document> | undefined>>;
  };
}

export declare const useStatus: Hooks['useStatus'];
export declare const useConflicts: Hooks['useConflicts'];
export declare const useUpdate: Hooks['useUpdate'];
export declare const useAppState: Hooks['useAppState'];
export declare const useDocument: Hooks['useDocument'];
export declare const useCollection: Hooks['useCollection'];
