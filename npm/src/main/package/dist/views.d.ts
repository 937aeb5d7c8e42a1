import type {
  ConflictEntry,
  HoldfastError,
  JsonValue,
  ParkedEntry,
  PendingEntry,
  SyncState,
  Unsubscribe,
} from './holdfast.js';

/** What the user should see. The same object until something in it changes. */
export interface Status {
  /** True while there is work that the server is not known to hold. */
  readonly hasConflicts: boolean;
  /** What is not acknowledged yet, oldest first. */
  readonly pending: readonly PendingEntry[];
  /** What the server refused for good. */
  readonly parked: readonly ParkedEntry[];
  readonly syncState: SyncState;
  /** Whether the server can be reached. */
  readonly network: 'online' | 'offline';
  readonly lastError: HoldfastError | undefined;
}

/** The documents that need a decision. */
export interface Conflicts {
  readonly conflicts: readonly ConflictEntry[];
  /** Decides one: see `resolve` of `offlineStorage`. Resolves to true once durable. */
  readonly resolve: (
    key: string,
    choice: 'local' | 'server' | JsonValue | undefined,
  ) => Promise<boolean>;
}

/** New releases of the app. */
export interface Update {
  /** Whether a new release waits for `applyUpdate`. */
  readonly ready: boolean;
  /** Asks for a new release now. */
  readonly checkForUpdate: () => Promise<boolean>;
  /** Lets the waiting release take over. If it resolves to true, load the page anew. */
  readonly applyUpdate: () => Promise<boolean>;
}

/** Documents with their ids, ascending by id. A pair is the same object until its document changes. */
export type Entries<Document> = ReadonlyArray<readonly [id: string, document: Document]>;

/**
 * The app's state outside of its components. Give its `snapshot` and `restore` to `start()`. Change it by `set` alone: a
 * state is never changed in place.
 */
export interface AppState<State> {
  /** The state as it is now. */
  readonly get: () => State;
  /** Replaces the state, and saves it. Resolves to true once it is on disk. */
  readonly set: (next: State | ((state: State) => State)) => Promise<boolean>;
  /** Calls `fn` when the state was replaced, here or by a sync. */
  readonly subscribe: (fn: () => void) => Unsubscribe;
  /** For `start()`: undefined as long as the state is only the initial one. */
  readonly snapshot: () => State | undefined;
  /** For `start()`: shows what is on disk, and what a sync has brought. */
  readonly restore: (state: State) => void;
}

/** Makes the app's state. What it is `initial`ly is not saved. */
export function appState<State>(initial: State): AppState<State>;
