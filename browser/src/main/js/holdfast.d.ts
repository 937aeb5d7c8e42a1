/**
 * Holdfast in the page: the app keeps working without a network.
 *
 * Every function works without its object (`const { subscribe } = offlineStorage`). What a getter answers is frozen,
 * and the same object until something in it changes. In Node the module can be imported, and getters answer neutrally.
 *
 * Methods do not reject on an operational failure (no network, a full disk, a server that refuses): they resolve to
 * `false` or to undefined. The cause is in {@link OfflineStorage.lastError} and in the `error` event. The writes of a
 * {@link Collection} are the exception: they reject if they could not be made durable. A wrong argument type throws
 * `TypeError`, and so does the name of an option or an event that does not exist. Times are milliseconds since 1970.
 */

/** A value that survives `JSON.stringify` unchanged. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What the app may give as a document: a {@link JsonValue}, also one that is typed by an `interface`. */
export type DocumentValue = JsonValue | object;

/** Ends a subscription. Calling it again does nothing. */
export type Unsubscribe = () => void;

/**
 * `collection/id`. A key of the state that is neither a list nor a map is the document `key/~`. A key or an id that begins with `~` in
 * the state has one more in front here, as in {@link OfflineStorage.collection}. In the collection, `%` and `/` are `%25` and `%2F`.
 */
export type DocumentKey = string;

// ---------------------------------------------------------------------------------------- failures

/** What went wrong. A server that refuses a change may give a code of its own, such as `INVALID` or `FORBIDDEN`. */
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
  | 'NEWER_STATE'
  | 'MIGRATION_FAILED'
  | 'UNKNOWN_KEY'
  | 'TOO_LARGE'
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
  | 'NOT_LOADED'
  | 'INSTALL_FAILED'
  | 'NO_PROBE'
  | 'BAD_IMPORT'
  | (string & {});

/** A failure, with a message that says what happened and what is still safe. */
export interface HoldfastError {
  readonly code: ErrorCode;
  /** One sentence for a developer, starting with the code. Not meant for translation. */
  readonly message: string;
  /** When it happened, in ms since 1970. */
  readonly at: number;
}

// --------------------------------------------------------------------------------- unfinished work

/** Why an entry is not finished: a code (the server's or one of {@link ErrorCode}) and a sentence for a developer. */
export interface Cause {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** What every entry of `pending`, `conflicts` and `parked` has. */
export interface Entry {
  /** The mutation's id, or the queued request's. */
  readonly id: string;
  /** How long it has been waiting by now, in ms. */
  readonly age: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** Why it is still here; undefined if nothing went wrong. */
  readonly cause: Cause | undefined;
}

/** A document that has no place in the state. */
export interface Misfit {
  readonly key: DocumentKey;
  readonly value: JsonValue;
  /** Why it has none. */
  readonly reason: string;
}

/** A changed document. */
export interface DocumentEntry extends Entry {
  readonly kind: 'document';
  readonly key: DocumentKey;
}

/** A request of the app that the worker has queued. */
export interface RequestEntry extends Entry {
  readonly kind: 'request';
  readonly method: string;
  readonly url: string;
  /** Requests of one lane are sent in order, one at a time. */
  readonly lane: string;
}

/** Not acknowledged yet: `queued`, `inFlight`, or `unknown` (sent, but no answer came). */
export type PendingEntry = (DocumentEntry | RequestEntry) & {
  readonly state: 'queued' | 'inFlight' | 'unknown';
};

/** Refused for good by the server. Kept until {@link OfflineStorage.retry} or {@link OfflineStorage.discard}. */
export type ParkedEntry = DocumentEntry | RequestEntry;

/**
 * One place in a document where the local and the server version disagree. Undefined means that the version has
 * nothing there.
 */
export interface ConflictPath {
  /**
   * JSON Pointer (RFC 6901) into the document; `''` is the whole document. In arrays that are merged by id, the token
   * of an element is its `id`.
   */
  readonly path: string;
  readonly base: JsonValue | undefined;
  readonly local: JsonValue | undefined;
  readonly server: JsonValue | undefined;
}

/** A document on which base, local and server disagree. Undefined means that the version has no such document. */
export interface ConflictEntry extends DocumentEntry {
  readonly base: JsonValue | undefined;
  readonly local: JsonValue | undefined;
  readonly server: JsonValue | undefined;
  /** The places in contradiction, which cannot be merged. */
  readonly paths: readonly ConflictPath[];
  /** The merged document, with the local value at each of `paths`. */
  readonly merged: JsonValue | undefined;
}

/**
 * How many changes and queued requests are in each state. Each is in exactly one; `total` is the sum. Only people's
 * changes are counted, not what Holdfast writes for itself.
 */
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

/** An earlier state that can be restored. */
export interface HistoryEntry {
  readonly id: string;
  /** When it was saved, in ms since 1970. */
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
  /** How many documents it holds that the server had acknowledged and then lost. */
  readonly documents: number;
}

// ---------------------------------------------------------------------------------------- syncing

/** One changed document, as passed to the app's own sync function. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  /** The value the server is known to hold; undefined if it holds none. */
  readonly before: JsonValue | undefined;
  /** The local value; undefined if it was deleted. */
  readonly after: JsonValue | undefined;
}

/** One change that {@link OfflineStorage.write} makes. */
export type DocumentChange =
  | { readonly collection: string; readonly id: string; readonly value: DocumentValue; readonly deleted?: false }
  | { readonly collection: string; readonly id: string; readonly value?: undefined; readonly deleted: true };

/** The argument of the app's own sync function. */
export interface SyncCall<State = any> {
  /** What people changed. Empty if only a list without elements is new: `local` has it. */
  readonly changes: readonly Change[];
  /** The server version: the state the changes were made on. */
  readonly base: State | undefined;
  /** The local version, which includes the changes. */
  readonly local: State | undefined;
  /** Aborted when the call is given up: it timed out, the versions were reset, or the subject signed out. */
  readonly signal: AbortSignal;
  /** Identifies this list of changes. If the same list is passed again after a failure, it has the same key. */
  readonly idempotencyKey: string;
  /** Reports how far the call is, as a `progress` event. */
  readonly progress: (done: number, total: number) => void;
}

/**
 * Sends changes to the app's own server. Returns `true` (accepted), `false` (not now), or `{ server: state }`
 * (accepted, and this is what the server now holds). If it throws, the changes are kept. If it throws a `Response`,
 * or anything with a `status`, the status decides what follows: 401 waits for a login, any other 4xx but 408, 425 and
 * 429 blocks the sync. After anything else it is called again later. Calls never overlap. The function may be in the
 * worker instead, `holdfast.sync(fn)`. There it also runs when no page is open, in browsers with Background Sync.
 */
export type SyncFunction<State = any> = (
  call: SyncCall<State>,
) => boolean | { server: State } | Promise<boolean | { server: State }>;

/** A ready-made way to sync, made by {@link holdfastServer} or {@link rest}. */
export interface SyncAdapter {
  readonly space?: string;
}

export interface HoldfastServerOptions {
  /** Where the sync server is; default: where Holdfast's scripts are, so `/v1` if they are in `/holdfast/`. */
  url?: string;
  /** The space to sync: `[A-Za-z0-9._~-]{1,128}`. */
  space: string;
  /** Called before each request, so that no token is ever stored. If it throws, the sync waits for a login. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/** Syncs with a Holdfast server. */
export function holdfastServer(options: HoldfastServerOptions): SyncAdapter;

/** Where a collection's resources are, and what form they have there. */
export interface RestCollection<Document = any, Resource = any> {
  /** Where the list is, or the one object of a `value`. If it ends with `/`, the resources' URLs do, too. */
  url: string;
  /** Where the list is in an answer, as a JSON Pointer: `/content`, `/_embedded/tasks`. Default: it is the answer. */
  items?: string;
  /**
   * Where the resource is in the answer to a request for one, as a JSON Pointer: `/data`. Default: it is the answer. What
   * is written is parked if the answer has no resource with its id there.
   */
  item?: string;
  /**
   * Where a resource's id is, as a JSON Pointer; default: `/id`. If it is a URL, as at `/_links/self/href`, its last
   * segment is the id. A document has it as `id`.
   */
  id?: string;
  /** Who makes the ids of new resources: `server`, then a `POST` has none, or `app`, the default. */
  ids?: 'app' | 'server';
  /** How further pages are asked for; default: by `Link: <…>; rel="next"`. */
  pages?: {
    /** Where an answer names the next page, as a JSON Pointer: its URL, or with `query` its number or cursor. */
    next?: string;
    /** The query parameter that names the page. Without `next`, pages are numbered, and the first empty one is the last. */
    query?: string;
    /** The first page's number; default: 1. At least `next` or `query` has to be given. */
    first?: number;
  };
  /** The method that changes a resource; default: `PUT`. */
  update?: 'PUT' | 'PATCH';
  /** Makes the document of a resource. Gets and returns JSON. If it throws, that document stays as it is known. */
  fromServer?: (resource: Resource) => Document;
  /** Makes what is sent of a document: the whole of it, also for `PATCH`. */
  toServer?: (document: Document) => Resource;
}

export interface RestOptions {
  /**
   * The URL of each collection: `{ tasks: '/api/tasks' }`, or more about it. A `GET` of it must answer an array of objects
   * with ids. For a key of the state that is a `value`, it must answer one object.
   */
  collections: Record<string, string | RestCollection>;
  /** The space that the documents belong to; default: that of {@link StartOptions}. */
  space?: string;
  /** Called before each request, so that no token is ever stored. If it throws, the sync waits for a login. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/**
 * Syncs with the app's own backend: `POST`, `PUT` and `DELETE` per document, with `If-Match` and `Idempotency-Key`.
 * In the app a document keeps its id, even if the backend gives it another one. A resource of the backend's whose id a
 * document made here already has is called by it with `~` behind it.
 */
export function rest(options: RestOptions): SyncAdapter;

// ---------------------------------------------------------------------------------------- storage

/** How one key of the state is stored: see `state` of {@link StartOptions}. */
export type StateShape = 'list' | 'map' | 'value';

export interface NetworkOptions {
  /** The URL that echoes a nonce, `?n=x`; default: `holdfast/ping` of Holdfast's server, or beside Holdfast's scripts. For the worker, call `holdfast.ping(path)`. */
  ping?: string;
  /** A probe without an answer fails after this many ms; default: 5,000. */
  probeTimeout?: number;
  /** A request without progress fails after this many ms; default: 30,000. */
  requestTimeout?: number;
  /** A call of the app's own sync function is given up after this many ms; default: 60,000. */
  syncTimeout?: number;
}

export interface StartOptions<State = any> {
  /** URL of the app's service worker. Without it, store and sync work, but no request is intercepted. */
  worker?: string;
  /**
   * Scope of the worker; default: its folder. It is also where this app lives on its origin: two apps of one origin with
   * different scopes share no data. Without `worker` and `scope`, that is the folder that has Holdfast's folder.
   */
  scope?: string;
  /** The space to store; default: that of the sync adapter, else `default`. */
  space?: string;
  /** Who is signed in; each subject has a store of its own. */
  subject?: string;
  /**
   * Gives the work that was done on this device before anybody was signed in to the `subject`, once: unsent changes and
   * queued requests keep their ids, and the store of nobody is empty after that. Work that was archived there stays.
   * With {@link holdfastServer} or {@link rest}, what the app had saved as synced before becomes a local change too.
   * {@link OfflineStorage.importChanges} then takes files of nobody as well. Default: false, the work stays where it
   * is.
   */
  adopt?: boolean;
  /** The same as {@link OfflineStorage.setSnapshotFn}. */
  snapshot?: () => State | undefined;
  /**
   * Shows a state. Called at start with the local version, if there is one, and after each sync or merge that changed
   * it. `start` resolves after the first call, but does not wait for a promise that it returns. A pull of the whole state
   * is shown when it is complete; `progress` events say how far it is. This state becomes the baseline: the page's next
   * snapshot is compared with it.
   */
  restore?: (state: State) => void | Promise<void>;
  /** The same as {@link OfflineStorage.defineSync}. */
  sync?: SyncFunction<State> | SyncAdapter;
  /**
   * Fixes how keys of the state are stored. A `list` is an array of objects with unique `id`s (strings that are not empty, or whole numbers), a `map` is an
   * object of objects; both are stored as one document per element. A `value` is stored as one document. Default: an
   * array of objects with ids is a list, anything else is a value.
   */
  state?: { readonly [Key in keyof State & string]?: StateShape };
  /** The form that this release gives to the state; default: none. */
  schema?: Schema<State>;
  network?: NetworkOptions;
  /**
   * How often an open page asks for a new release, in ms; default: an hour. It also asks when it is looked at again, but
   * at most once in a minute. See {@link OfflineStorage.checkForUpdate}.
   */
  updates?: number;
  /**
   * Whether the console says, once, what an app ought to know, such as a `Date` in a value, which comes back as text, or
   * that work of nobody waits for {@link StartOptions.adopt}.
   * The same without a change of the app: `localStorage['holdfast-debug'] = 1`.
   */
  debug?: boolean;
}

/** Which entries of a collection are read. */
export interface EntryRange {
  /** The first id. */
  from?: string;
  /** The id behind the last one: it is not among them. */
  to?: string;
  /** At most so many. */
  limit?: number;
  /** Begins at the end: descending by id. */
  reverse?: boolean;
}

/** The version of the form of the state. */
export interface Schema<State = any> {
  /** A whole number from 1; greater than that of all earlier releases with another form. */
  version: number;
  /**
   * Returns a state of an older version, `from`, in this release's form (0: a release that named no version). It is
   * called before the first `restore`, for the server version; if there are unsent changes also for the local version, and
   * for what these were made on; and for what comes later from a device with an older release. It must always return the
   * same for the same state, and do nothing else. If it throws, or returns no JSON, nothing is changed: `MIGRATION_FAILED`.
   */
  migrate?: (state: any, from: number) => State;
}

/**
 * A named set of documents. A value has the app's fields only: Holdfast adds none. Ids ascend by UTF-16 code units, as
 * JavaScript compares strings.
 *
 * A write that would give a key of the state a document that has no place in it rejects with `STATE_SHAPE`: in a list, what
 * is no object or has another `id` than its document; beside a value, any document; in a declared map, what is no
 * object; anywhere, an id that begins with one `~`. A collection that is no key of the state takes any values.
 */
export interface Collection<T = any> {
  /** The local value, or undefined. */
  get(id: string): Promise<T | undefined>;
  /** All local values, ascending by id. None if unreadable. */
  getAll(): Promise<T[]>;
  /** `[id, value]` pairs, ascending by id. Reads no more of the collection than the range needs. */
  entries(range?: EntryRange): Promise<Array<[id: string, value: T]>>;
  /**
   * Resolves to the mutation's id once durable; rejects, and changes nothing, if it could not be: `NOT_JSON`,
   * `TOO_LARGE` (longer than the Holdfast server takes) and others. An equal value makes no mutation: then it is the id
   * of the document's last one that waits, or `''`. Writes begun in the same turn share one transaction; each resolves
   * or rejects for itself.
   */
  put(id: string, value: T): Promise<string>;
  /**
   * Stores all of them or none. Resolves to an id for each, as `put()` does. Of two entries with one id the later
   * counts.
   */
  putAll(entries: ReadonlyArray<readonly [id: string, value: T]>): Promise<string[]>;
  /** Stores what `fn` returns for the current value. Resolves and rejects like `put()`. */
  update(id: string, fn: (value: T | undefined) => T): Promise<string>;
  /** Deletes the document. Resolves and rejects like `put()`. */
  remove(id: string): Promise<string>;
  /** Deletes all of them or none. Resolves like `putAll()`. */
  removeAll(ids: readonly string[]): Promise<string[]>;
  /** Calls `fn` after any change that may be in this collection, made here or by the server. */
  subscribe(fn: () => void): Unsubscribe;
}

/** The events by type. */
export interface HoldfastEvents {
  /** Something observable changed. */
  change: { readonly type: 'change' };
  /** A sync ended. With `replayed`: a queued request that was sent later got this answer. */
  sync: { readonly type: 'sync'; readonly ok: boolean; readonly replayed?: ReplayedAnswer };
  /**
   * How far a sync is: `done` of at most `total` changes, and the `bytes` of the answers of Holdfast's server so far, unpacked; or
   * what the app's own sync function reported.
   */
  progress: { readonly type: 'progress'; readonly done: number; readonly total: number; readonly bytes?: number };
  /** A document needs a decision. */
  conflict: { readonly type: 'conflict'; readonly key: DocumentKey };
  /** Something failed, or the server refused a change. `lastError` has the same. */
  error: { readonly type: 'error'; readonly error: HoldfastError };
  /** A new release of the app is installed and waits for {@link OfflineStorage.applyUpdate}. */
  update: { readonly type: 'update' };
}

/**
 * The final answer to a queued request of this subject. The server has accepted the request, or has refused it: then
 * it gets parked. All open pages receive the answer at least once, just before the request leaves `pending`.
 */
export interface ReplayedAnswer {
  /** The id that the page got in the header `Holdfast-Queued`. */
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text. */
  readonly body: string;
}

/** The storage of this site. */
export interface StorageRoom {
  /** Bytes in use; undefined where the browser does not say. */
  readonly usage: number | undefined;
  /** Bytes that the site may use; undefined where the browser does not say. */
  readonly quota: number | undefined;
  /** Whether the browser keeps the data even when it needs room. */
  readonly persisted: boolean;
  /** `eviction`: the browser may remove everything. `full`: a write found no room, or the next one may find none. */
  readonly risk: 'none' | 'eviction' | 'full';
}

/**
 * `idle`: nothing to do. `syncing`: a sync runs. `waiting`: the next attempt follows later, or when the server can be
 * reached. `needsLogin`: the user must sign in. `blocked`: the last sync failed, and trying again would not help.
 */
export type SyncState = 'idle' | 'syncing' | 'waiting' | 'needsLogin' | 'blocked';

/** The documents of a key of the state: the elements of an array or of an object by id, or else its whole value. */
export type DocumentOf<Value> = 0 extends 1 & Value
  ? any
  : Value extends readonly (infer Element)[]
    ? Element
    : string extends keyof Value
      ? Value[keyof Value]
      : Value;

export interface OfflineStorage<State = any> {
  /** True exactly while there are local changes or queued requests that the server is not known to hold. */
  readonly hasConflicts: boolean;
  /**
   * Takes a snapshot of the app's state. Resolves to true once it is on disk; to false if that failed, with nothing
   * changed. If there is no state, but a {@link OfflineStorage.collection} was used, to true once what was written there is.
   */
  saveCurrentAppState(): Promise<boolean>;
  /**
   * Deletes the local and the server version. Before that, unsent work is moved to an archive that can be restored.
   */
  resetVersions(): Promise<void>;
  /**
   * Sends local changes and fetches the server's. Resolves to true only if all that was pending at the call is
   * acknowledged, so to false if any of it was refused: `lastError` says which. By then the `restore` function was called
   * with what came, unless an earlier call of it still runs.
   */
  syncLocalChangesToServer(): Promise<boolean>;
  /** Saves a file with the current state and all unsent changes. */
  downloadCurrentChanges(): Promise<void>;

  /**
   * Opens the store, registers the worker and starts to sync. Resolves when ready, or after a minute if the engine's
   * script does not come: then the error is `NOT_LOADED`, and it starts once it is there. May be called again: with the same
   * `subject`, after a login, it continues at once with what had to wait.
   */
  start(options?: StartOptions<State>): Promise<void>;
  /** Sets the function that returns the app's state, or undefined until the state is loaded. */
  setSnapshotFn(fn: () => State | undefined): void;
  /** Sets how local changes reach the server. Counts from the call on. */
  defineSync(sync: SyncFunction<State> | SyncAdapter): void;
  /**
   * Resolves to the local version; to undefined if there is none. It becomes the baseline, with which the page's next
   * snapshot is compared, unless `peek` is true.
   */
  loadAppState(options?: { peek?: boolean }): Promise<State | undefined>;
  /** Makes `state` the local version. Resolves like {@link saveCurrentAppState}. */
  updateLocalChanges(state: State): Promise<boolean>;
  /**
   * Access to single documents, without a snapshot of the whole state. A key of the state has the type of its elements.
   * The state's key `~x` is the collection `~~x`.
   */
  collection<Name extends keyof State & string>(name: Name): Collection<DocumentOf<State[Name]>>;
  collection<T = any>(name: string): Collection<T>;
  /**
   * Makes all of these changes or none; the server then judges each alone. Resolves to their mutations' ids once
   * durable; rejects like {@link Collection.put}. Of two changes of one document the later counts.
   */
  write(changes: readonly DocumentChange[]): Promise<string[]>;

  /** Hash of the state that the server is known to hold; undefined if there is none yet. */
  readonly serverVersion: string | undefined;
  /** Hash of the state as the user sees it; undefined if there is none. */
  readonly localVersion: string | undefined;

  /** Changes of people that the server has not acknowledged yet, oldest first. */
  readonly pending: readonly PendingEntry[];
  /** Documents that need a decision. */
  readonly conflicts: readonly ConflictEntry[];
  /** Changes the server refused for good. Each is said once, by an `error` event and in `lastError`. */
  readonly parked: readonly ParkedEntry[];
  /**
   * Documents that have no place in the state that was loaded last. They are kept as they are, here and on the server.
   * Each is said once, by an `error` event with the code `STATE_SHAPE`.
   */
  readonly misfits: readonly Misfit[];
  /**
   * Decides a conflict. `'local'` and `'server'` decide what is in contradiction, the conflict's `paths`; what merged
   * stays either way. A value is the whole document, and must fit into the state: `resolve(key, conflict.server)` gives
   * up all that is local. Resolves to true once durable.
   */
  resolve(key: DocumentKey, choice: 'local' | 'server' | DocumentValue | undefined): Promise<boolean>;
  /**
   * Sends a parked entry again, under a new id. Resolves to true once durable. For a request, `edit` gets the refused
   * request and returns the one to send instead; its method, URL, body and content type are used. If `edit` throws,
   * this rejects and nothing is sent.
   */
  retry(id: string, edit?: (request: Request) => Request | Promise<Request>): Promise<boolean>;
  /** Discards a parked entry. Resolves to true once durable. */
  discard(id: string): Promise<boolean>;
  /** Counts the changes and queued requests in each state. */
  audit(): Promise<Audit>;

  readonly syncState: SyncState;
  /** When a sync last succeeded, in ms since 1970; undefined: never. */
  readonly lastSyncedTime: number | undefined;
  /** The last failure or refusal. If it is of a sync, it is cleared once a sync succeeds; any other stays. */
  readonly lastError: HoldfastError | undefined;
  /**
   * False without service workers or on an insecure origin. Store and sync then still work in the page. Also false if
   * the browser gave no storage at the start: then writes reject or answer false, and `lastError` says why.
   */
  readonly hasBrowserSupport: boolean;

  /**
   * Resolves to the file that {@link downloadCurrentChanges} saves. If the unsent changes could not be read, the file
   * has the state alone and an `error` event says so; {@link importChanges} refuses such a file. What a page of an older
   * release shows and may not save (`NEWER_STATE`) is in it. Rejects with `STORE_CLOSED` before {@link start}, and
   * with `NOT_LOADED` while the script that makes the file has not come.
   */
  exportChanges(): Promise<Blob>;
  /**
   * Imports exported changes. Each has one effect, no matter how often and from where it is sent. Resolves to true
   * once durable.
   */
  importChanges(file: Blob): Promise<boolean>;
  /**
   * The latest saves of the state on this device, newest first: the first is the present one, `[1]` that before it. What
   * was written through a `collection()` is no save. None if they could not be read.
   */
  history(): Promise<HistoryEntry[]>;
  /**
   * Makes the state right after that save the local version again: what later saves have changed is undone. What others
   * changed, and what was written through a `collection()`, stays. Resolves to true once durable; to false with
   * `STATE_SHAPE` if its documents have no place in the state any more.
   */
  restoreVersion(id: string): Promise<boolean>;
  /** The archives of work that was put aside, newest first; none if they could not be read. */
  archives(): Promise<ArchiveEntry[]>;
  /** Makes archived work local changes again. Resolves to true once durable. */
  restoreArchive(id: string): Promise<boolean>;

  /**
   * Signs the subject out: its caches and documents are deleted from the device, in all of its spaces. Unsent work is
   * sent first (`send`), kept for this subject alone until it signs in again (`keep`), or discarded (`discard`). With
   * `send`, what could not be sent is kept. Resolves to how many changes and requests were not sent; to false if not
   * everything could be removed (`lastError` says why). A space whose work could not be put away is left as it was.
   * A call while another runs joins it.
   * After that, all pages of the subject must be loaded anew.
   */
  signOut(options: { unsent: 'send' | 'keep' | 'discard' }): Promise<number | false>;

  /** How much is stored, how much may be stored, and whether the data is at risk. */
  storage(): Promise<StorageRoom>;
  /**
   * Lets a waiting release take over, for all pages of this browser. Resolves to true once it has; to false if none
   * waits or it failed. Open pages keep the files of the release that they were loaded with until they are loaded
   * anew.
   */
  applyUpdate(): Promise<boolean>;
  /**
   * Asks for a new release now. Resolves to true once one is installed; to false if there is none, or none is installed
   * within a minute.
   */
  checkForUpdate(): Promise<boolean>;

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

/** Whether the server can be reached. All tabs and the worker share it. */
export interface NetworkStatus {
  /** Whether the server can be reached; while `detail` is `checking`, the last verdict. */
  readonly current: 'online' | 'offline';
  /** The same in detail. `degraded`: the server can be reached but fails; `current` is then `online`. */
  readonly detail: 'checking' | 'online' | 'degraded' | 'offline';
  /** When the server last gave a verified answer, in ms since 1970; undefined: never. */
  readonly lastVerifiedAt: number | undefined;
  /** Probes now, or joins the running probe. Resolves to the verdict. */
  check(): Promise<'online' | 'offline'>;
  /** Calls `fn` after any change. */
  subscribe(fn: () => void): Unsubscribe;
}

export const networkStatus: NetworkStatus;
