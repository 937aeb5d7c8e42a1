/**
 * Holdfast in the page: an app that goes on working when the network lets go.
 *
 * Methods never reject for an operational failure (no network, a full disk, a refusing server): they
 * answer `false`, or resolve, and the cause is in {@link OfflineStorage.lastError} and in the `error`
 * event. The writes of a {@link Collection} are the exception: they reject when they are not durable.
 * A wrong argument type throws `TypeError`. Times are milliseconds since 1970.
 */

/** A value that survives `JSON.stringify` unchanged. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Ends a subscription. Calling it again does nothing. */
export type Unsubscribe = () => void;

/** `collection/id`; a part of the state that is no list or map is `key/~`. */
export type DocumentKey = string;

// ---------------------------------------------------------------------------------------- failures

/** What went wrong. A refusing server adds codes of its own, such as `INVALID` or `FORBIDDEN`. */
export type ErrorCode =
  // the disk
  | 'QUOTA'
  | 'STORE_CLOSED'
  | 'STORE_FAILED'
  | 'NEWER_DATA'
  | 'CORRUPT_PAGE'
  | 'EVICTED'
  | 'SIGNED_OUT'
  // the app's state
  | 'NOT_JSON'
  | 'NO_SNAPSHOT'
  | 'STATE_NOT_LOADED'
  | 'STATE_SHAPE'
  | 'UNKNOWN_KEY'
  // the connection and the server
  | 'NO_SYNC'
  | 'OFFLINE'
  | 'NO_ANSWER'
  | 'SERVER_BUSY'
  | 'NOT_NOW'
  | 'NEEDS_LOGIN'
  | 'WRONG_SUBJECT'
  | 'SPACE_FORBIDDEN'
  | 'TOO_MANY'
  | 'EPOCH_CHANGED'
  | 'DIVERGED'
  | 'REFUSED'
  | 'NO_RESOURCE'
  | 'ABORTED'
  // this browser
  | 'NO_SUPPORT'
  | 'BAD_IMPORT'
  | (string & {});

/** A failure that was survived: what, where, expected, got, and what is still safe. */
export interface HoldfastError {
  readonly code: ErrorCode;
  /** One sentence for a developer, starting with the code. Not meant for translation. */
  readonly message: string;
  /** When it happened, in ms since 1970. */
  readonly at: number;
}

// ------------------------------------------------------------------------- what is not yet finished

/** Why an entry is not through: a code, the server's or ours, and a sentence for a developer. */
export interface Cause {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** What every entry of `pending`, `conflicts` and `parked` tells. */
export interface Entry {
  /** The mutation's id, or the queued request's. */
  readonly id: string;
  /** How long it has been waiting, in ms. */
  readonly age: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** Why it is still here; undefined if nothing went wrong. */
  readonly cause: Cause | undefined;
}

/** A changed document. */
export interface DocumentEntry extends Entry {
  readonly kind: 'document';
  readonly key: DocumentKey;
}

/** A write of the app's own that the worker took over while the server was away. */
export interface RequestEntry extends Entry {
  readonly kind: 'request';
  readonly method: string;
  readonly url: string;
  /** Requests of one lane are sent in order, one at a time. */
  readonly lane: string;
}

/** Not acknowledged yet: `queued`, `inFlight`, or `unknown` (sent, but the answer got lost). */
export type PendingEntry = (DocumentEntry | RequestEntry) & {
  readonly state: 'queued' | 'inFlight' | 'unknown';
};

/** Refused for good by the server; kept until {@link OfflineStorage.retry} or `discard`. */
export type ParkedEntry = DocumentEntry | RequestEntry;

/** One place where the two sides disagree. Undefined means: not there. */
export interface ConflictPath {
  /**
   * JSON Pointer (RFC 6901) into the document, with an element's `id` as its token in arrays that are merged
   * by id; `''` is the whole document.
   */
  readonly path: string;
  readonly base: JsonValue | undefined;
  readonly local: JsonValue | undefined;
  readonly server: JsonValue | undefined;
}

/** A document that base, local and server all disagree on. Undefined means: deleted or never there. */
export interface ConflictEntry extends DocumentEntry {
  readonly base: JsonValue | undefined;
  readonly local: JsonValue | undefined;
  readonly server: JsonValue | undefined;
  /** Where they cannot be merged. */
  readonly paths: readonly ConflictPath[];
  /** Everything that could be merged, with the local value at each of `paths`. */
  readonly merged: JsonValue | undefined;
}

/** How many units of work are in each state. Each unit is in exactly one; `total` is their sum. */
export interface Audit {
  readonly queued: number;
  readonly inFlight: number;
  readonly unknown: number;
  readonly acknowledged: number;
  readonly merged: number;
  readonly conflicted: number;
  readonly parked: number;
  readonly superseded: number;
  readonly discarded: number;
  readonly archived: number;
  readonly total: number;
}

/** An earlier state that can be brought back. */
export interface HistoryEntry {
  readonly id: string;
  /** When it was replaced, in ms since 1970. */
  readonly at: number;
  /** How many documents were changed then. */
  readonly changes: number;
}

/** Work that was put aside: by a reset, or because its space is gone. */
export interface ArchiveEntry {
  readonly id: string;
  /** When it was put aside, in ms since 1970. */
  readonly at: number;
  readonly reason: string;
  /** How many unsent changes it holds. */
  readonly changes: number;
  /** How many documents it holds that the server had acknowledged and lost. */
  readonly documents: number;
}

// ---------------------------------------------------------------------------------------- syncing

/** One changed document, as offered to the app's own sync function. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  /** The value the server is known to hold; undefined if it holds none. */
  readonly before: JsonValue | undefined;
  /** The local value; undefined if it was deleted. */
  readonly after: JsonValue | undefined;
}

/** What the app's own sync function is called with. */
export interface SyncCall<State = any> {
  readonly changes: readonly Change[];
  /** The server version: the state the changes were made on. */
  readonly base: State | undefined;
  /** The local version, which holds the changes. */
  readonly local: State | undefined;
  /** Aborted when the call is given up: timed out, or the versions were reset. */
  readonly signal: AbortSignal;
  /** Names this list of changes: offered again after a failure, the same list has the same key. */
  readonly idempotencyKey: string;
  /** Says how far the call is; becomes a `progress` event. */
  readonly progress: (done: number, total: number) => void;
}

/**
 * Brings changes to the app's own server. Answers `true` (accepted), `false` (not now), or
 * `{ server: state }` (accepted, and this is what the server now holds); throws to be called again later. A
 * thrown `Response`, or anything with a `status`, is retried as that status asks: 401 needs a login, other 4xx block.
 * Calls never overlap. It may live in the worker instead, `holdfast.sync(fn)`: then it also runs with no page open.
 */
export type SyncFunction<State = any> = (
  call: SyncCall<State>,
) => boolean | { server: State } | Promise<boolean | { server: State }>;

/** A ready-made way to sync, made by {@link holdfastServer} or {@link rest}. */
export interface SyncAdapter {
  readonly space?: string;
}

export interface HoldfastServerOptions {
  /** Where the sync server is; default: the page's own origin. */
  url?: string;
  /** The space to sync: `[A-Za-z0-9._~-]{1,128}`. */
  space: string;
  /** Asked before each request, so that a token is never stored. If it throws, a login is missing. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/** Syncs with a Holdfast server. */
export function holdfastServer(options: HoldfastServerOptions): SyncAdapter;

export interface RestOptions {
  /**
   * The URL of each collection: `{ tasks: '/api/tasks' }`. A `GET` of it answers an array of objects with ids
   * (further pages by `Link: <…>; rel="next"`), or one object for a key that is a value.
   */
  collections: Record<string, string>;
  /** The space to keep the documents under; default: that of {@link StartOptions}. */
  space?: string;
  /** Asked before each request, so that a token is never stored. If it throws, a login is missing. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/**
 * Syncs with a backend of the app's own: `POST`, `PUT` and `DELETE` per document, with `If-Match` and
 * `Idempotency-Key`. A document keeps its id here, whatever id the backend gives it.
 */
export function rest(options: RestOptions): SyncAdapter;

// ---------------------------------------------------------------------------------------- storage

/** How one key of the state is kept: see `state` of {@link StartOptions}. */
export type StateShape = 'list' | 'map' | 'value';

export interface NetworkOptions {
  /** The path that echoes a nonce, `?n=x`; default `/holdfast/ping`. In the worker: `holdfast.ping(path)`. */
  ping?: string;
  /** A probe ends after this many ms; default 5,000. */
  probeTimeout?: number;
  /** A request without progress ends after this many ms; default 30,000. */
  requestTimeout?: number;
  /** A call of the app's own sync function is given up after this many ms; default 60,000. */
  syncTimeout?: number;
}

export interface StartOptions<State = any> {
  /** URL of the app's service worker; none: only store and sync, no interception. */
  worker?: string;
  /** Scope of the worker; default: its folder. */
  scope?: string;
  /** The space to keep; default: that of the sync adapter, else `default`. */
  space?: string;
  /** Who is signed in; each subject has a store of its own. */
  subject?: string;
  /** The same as {@link OfflineStorage.setSnapshotFn}. */
  snapshot?: () => State | undefined;
  /**
   * Shows a state: called at start with the local version if there is one, and after each sync or merge
   * that changed it. What it was given is the baseline of the page's next snapshot.
   */
  restore?: (state: State) => void | Promise<void>;
  /** The same as {@link OfflineStorage.defineSync}. */
  sync?: SyncFunction<State> | SyncAdapter;
  /**
   * Fixes how keys of the state are kept: a `list` is an array of objects with unique string `id`s, a `map`
   * an object of objects (one document per element in both), a `value` one document. Not named: an array of
   * objects with ids is a list, anything else a value.
   */
  state?: Record<string, StateShape>;
  network?: NetworkOptions;
}

/** A named set of documents. The value is the app's: a document has no fields of ours. */
export interface Collection<T = any> {
  /** The local value, or undefined. */
  get(id: string): Promise<T | undefined>;
  /** All local values, in the order of the list if it has one. */
  getAll(): Promise<T[]>;
  /** Like {@link getAll}, with the ids. */
  entries(): Promise<Array<[id: string, value: T]>>;
  /** Resolves to the mutation's id once durable; rejects, and changes nothing, if it could not be. */
  put(id: string, value: T): Promise<string>;
  /** Puts what `fn` makes of the current value. */
  update(id: string, fn: (value: T | undefined) => T): Promise<string>;
  /** Deletes the document. */
  remove(id: string): Promise<string>;
  /** Calls `fn` after any change in this collection, by whatever side. */
  subscribe(fn: () => void): Unsubscribe;
}

/** The events by type. */
export interface HoldfastEvents {
  /** Anything observable changed. */
  change: { readonly type: 'change' };
  /** A sync ended; or, with `replayed`, a queued request that was sent later has got this answer. */
  sync: { readonly type: 'sync'; readonly ok: boolean; readonly replayed?: ReplayedAnswer };
  /** A sync takes more than one exchange: changes done, of at most how many. */
  progress: { readonly type: 'progress'; readonly done: number; readonly total: number };
  /** A document needs a decision. */
  conflict: { readonly type: 'conflict'; readonly key: DocumentKey };
  /** Something failed; it is also `lastError`. */
  error: { readonly type: 'error'; readonly error: HoldfastError };
  /** A new release of the app is installed and waits. */
  update: { readonly type: 'update' };
}

/**
 * The last answer to a queued request of this subject: it was taken, or refused and is `parked` now. Told to all
 * open pages, at least once, just before the request leaves `pending`.
 */
export interface ReplayedAnswer {
  /** What the page was told as `Holdfast-Queued`. */
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As text. */
  readonly body: string;
}

/** Room for this site's data. */
export interface StorageRoom {
  /** Bytes in use; undefined where the browser does not say. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the browser keeps it when it needs room. */
  readonly persisted: boolean;
  /** `eviction`: the browser may remove everything; `full`: a write found no room, or the next may not. */
  readonly risk: 'none' | 'eviction' | 'full';
}

export type SyncState = 'idle' | 'syncing' | 'waiting' | 'needsLogin' | 'blocked';

export interface OfflineStorage<State = any> {
  /** True exactly while local changes differ from what the server is known to hold. */
  readonly hasConflicts: boolean;
  /** Takes a snapshot of the app's state; true only once it is on disk, false if nothing changed. */
  saveCurrentAppState(): Promise<boolean>;
  /** Forgets the local and the server version; unsent work goes to a restorable archive first. */
  resetVersions(): Promise<void>;
  /** Sends local changes and fetches news; true only if all that was pending at the call is acknowledged. */
  syncLocalChangesToServer(): Promise<boolean>;
  /** Saves a file with the current state and all unsent changes. */
  downloadCurrentChanges(): Promise<void>;

  /**
   * Opens the store, registers the worker, begins watching. Resolves when ready; safe to call twice: with the
   * same `subject`, after a login, it goes on at once with what had to wait.
   */
  start(options?: StartOptions<State>): Promise<void>;
  /** What "the app's state" is. The function answers undefined until the state is loaded. */
  setSnapshotFn(fn: () => State | undefined): void;
  /** How local changes reach the server. */
  defineSync(sync: SyncFunction<State> | SyncAdapter): void;
  /**
   * The local version, as the app gave it; undefined if there is none. It becomes the baseline of the
   * page's next snapshot, unless it is only peeked at.
   */
  loadAppState(options?: { peek?: boolean }): Promise<State | undefined>;
  /** Makes `state` the local version; answers like {@link saveCurrentAppState}. */
  updateLocalChanges(state: State): Promise<boolean>;
  /** Documents one by one, without a snapshot of everything. */
  collection<T = any>(name: string): Collection<T>;

  /** Hash of the state the server is known to hold; undefined if it was never reached. */
  readonly serverVersion: string | undefined;
  /** Hash of the state as the user sees it; undefined if there is none. */
  readonly localVersion: string | undefined;

  /** Changes the server has not acknowledged yet, oldest first. */
  readonly pending: readonly PendingEntry[];
  /** Documents that need a decision. */
  readonly conflicts: readonly ConflictEntry[];
  /** Changes the server refused for good. */
  readonly parked: readonly ParkedEntry[];
  /** Decides a conflict: keep mine, take theirs, or this value. True once durable. */
  resolve(key: DocumentKey, choice: 'local' | 'server' | JsonValue): Promise<boolean>;
  /**
   * Sends a parked entry again, under a new id. True once durable. For a request, `edit` is given what was refused
   * and answers what is sent instead, with its method, URL, body and content type; if it throws, nothing is sent.
   */
  retry(id: string, edit?: (request: Request) => Request | Promise<Request>): Promise<boolean>;
  /** Gives a parked entry up. True once durable. */
  discard(id: string): Promise<boolean>;
  /** How many units of work are in which state. */
  audit(): Promise<Audit>;

  readonly syncState: SyncState;
  /** When a sync last succeeded, in ms since 1970; undefined: never. */
  readonly lastSyncedTime: number | undefined;
  /** What failed last. A failure to sync is undefined again once a sync succeeds; others stay. */
  readonly lastError: HoldfastError | undefined;
  /** False without service workers or on an insecure origin; store and sync then work in the page. */
  readonly hasBrowserSupport: boolean;

  /** What {@link downloadCurrentChanges} saves. */
  exportChanges(): Promise<Blob>;
  /** Takes up exported changes; however often and wherever they are sent, each has one effect. */
  importChanges(file: Blob): Promise<boolean>;
  /** Earlier snapshots, newest first. */
  history(): Promise<HistoryEntry[]>;
  /** Makes an earlier snapshot the local version. */
  restoreVersion(id: string): Promise<boolean>;
  /** What resets put aside, newest first. */
  archives(): Promise<ArchiveEntry[]>;
  /** Makes archived work local changes again. */
  restoreArchive(id: string): Promise<boolean>;

  /**
   * Ends the subject's stay: its caches and documents leave the device, in all of its spaces. Unsent work is sent first, kept
   * for this subject alone until it comes back, or discarded; what could not be sent is kept. Resolves to how
   * much was not sent; to false if not all could go (`lastError` says why): a space whose work could not be put
   * away is left as it was. Then this page, and others of the subject, have to be loaded anew.
   */
  signOut(options: { unsent: 'send' | 'keep' | 'discard' }): Promise<number | false>;

  /** How much is stored, how much may be, and what threatens it. */
  storage(): Promise<StorageRoom>;
  /**
   * Lets a release that waits take over, for all pages of this browser: true once it has. Pages that are open
   * keep the files of the release they began with until they are loaded anew.
   */
  applyUpdate(): Promise<boolean>;

  /** Calls `fn` after any observable change. */
  subscribe(fn: () => void): Unsubscribe;
  /** Calls `fn` with each event of that type. */
  addEventListener<Type extends keyof HoldfastEvents>(
    type: Type,
    fn: (event: HoldfastEvents[Type]) => void,
  ): Unsubscribe;
}

export const offlineStorage: OfflineStorage;

// ---------------------------------------------------------------------------------------- network

/** The truth about the connection, shared by all tabs and the worker. */
export interface NetworkStatus {
  /** The verdict; while checking, the last one. */
  readonly current: 'online' | 'offline';
  /** `degraded`: the server is reached but fails (publicly online). */
  readonly detail: 'checking' | 'online' | 'degraded' | 'offline';
  /** When the server last gave a verified answer, in ms since 1970; undefined: never. */
  readonly lastVerifiedAt: number | undefined;
  /** Probes now, or joins the probe that is under way. */
  check(): Promise<'online' | 'offline'>;
  /** Calls `fn` after any change. */
  subscribe(fn: () => void): Unsubscribe;
}

export const networkStatus: NetworkStatus;
