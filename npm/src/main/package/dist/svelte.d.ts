import type { Readable, Writable } from 'svelte/store';
import type { DocumentOf, EntryRange } from './holdfast.js';
import type { AppState, Conflicts, Entries, Status, Update } from './views.js';

export { appState } from './views.js';
export type { AppState, Conflicts, Entries, Status, Update } from './views.js';

/** A store, `$name`, whose value runes read as `name.current`. */
export interface Live<Value> extends Readable<Value> {
  readonly current: Value;
}

/** A store of the app's state: to set `$name` or `name.current` replaces the state, and saves it. */
export interface LiveState<Value> extends Writable<Value> {
  current: Value;
}

/**
 * The hooks, for an app whose state has the type `State`: `import * as holdfast from 'holdfast/svelte'`, then
 * `const { useCollection }: Hooks<State> = holdfast`. For a collection or an id that changes, make it anew:
 * `const task = $derived(useDocument('tasks', id))`.
 */
export interface Hooks<State = any> {
  /** What is unsent and refused, and whether the server can be reached. */
  readonly useStatus: () => Live<Status>;
  /** The documents that need a decision, and `resolve`. */
  readonly useConflicts: () => Live<Conflicts>;
  /** Whether a new release waits, and what to do about it. */
  readonly useUpdate: () => Live<Update>;
  /** The state that {@link appState} made. */
  readonly useAppState: <Own = State>(state: AppState<Own>) => LiveState<Own>;
  /** One document; undefined if there is none, or it is not read yet. */
  readonly useDocument: {
    <Name extends keyof State & string>(
      collection: Name,
      id: string,
    ): Live<DocumentOf<State[Name]> | undefined>;
    <Document = any>(collection: string, id: string): Live<Document | undefined>;
  };
  /**
   * The documents of a collection with their ids. Undefined until they are read, so also before `start()`, and on a new device
   * until its first sync or write.
   */
  readonly useCollection: {
    <Name extends keyof State & string>(
      collection: Name,
      range?: EntryRange,
    ): Live<Entries<DocumentOf<State[Name]>> | undefined>;
    <Document = any>(collection: string, range?: EntryRange): Live<Entries<Document> | undefined>;
  };
}

export declare const useStatus: Hooks['useStatus'];
export declare const useConflicts: Hooks['useConflicts'];
export declare const useUpdate: Hooks['useUpdate'];
export declare const useAppState: Hooks['useAppState'];
export declare const useDocument: Hooks['useDocument'];
export declare const useCollection: Hooks['useCollection'];
