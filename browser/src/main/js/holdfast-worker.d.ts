/**
 * Holdfast in the service worker: the global `holdfast` that `holdfast-worker.js` defines. Use it with
 * `/// <reference path="./holdfast-worker.d.ts" />` and TypeScript's `webworker` library.
 */

/** One file of a release: what `/holdfast/precache.js` puts into `self.__PRECACHE`. */
interface HoldfastPrecacheEntry {
  readonly url: string;
  /** The first 32 hex digits of the SHA-256 of the file's bytes: others fail the install. */
  readonly revision: string;
}

/** When a handler runs; otherwise the browser does what it would do without us. Default `offline`. */
type HoldfastWhen = 'offline' | 'always' | 'never';

/** What a handler is given. */
interface HoldfastRequest {
  readonly request: Request;
  /** The pattern's named parts. */
  readonly params: Readonly<Record<string, string>>;
  /** The verdict of `networkStatus`. */
  readonly online: boolean;
  readonly event: FetchEvent;
}

/** Answers a request. If it throws: the network when online, else 503 `application/problem+json`. */
type HoldfastHandler = (call: HoldfastRequest) => Response | Promise<Response>;

/** A ready-made way to answer, made by one of the functions of `holdfast`. A handler is a function; this is an object. */
interface HoldfastStrategy {
  answer(call: HoldfastRequest): Promise<Response>;
}

interface HoldfastStrategyOptions {
  /** The cache it reads and fills. */
  cacheName?: string;
  /** How many answers the cache keeps; the least recently stored go first. */
  maxEntries?: number;
  /** How long an answer is good, in ms. Opaque answers tell no age: bound them with `maxEntries`. */
  maxAge?: number;
  /**
   * Which answers may be stored, among those the rules of the web allow; default: all but opaque ones, which
   * may be errors and count for megabytes of the site's room.
   */
  cacheable?: (response: Response) => boolean;
  /** The URL's search makes no difference: one answer is kept for all of them. */
  ignoreSearch?: boolean;
  /** The answer's `Vary` makes no difference. */
  ignoreVary?: boolean;
  /** What answers when nothing else can: the URL of a precached file, or a function that makes the answer. */
  fallback?: string | HoldfastHandler;
}

interface HoldfastTimeout {
  /** How long the network may take, in ms, until the last byte of the body. */
  timeout?: number;
}

interface HoldfastQueueOptions {
  /** Makes the page's answer; default: 202 with the header `Holdfast-Queued: <id>`. */
  reply?: (call: HoldfastRequest & { readonly id: string }) => Response | Promise<Response>;
  /** Writes of one lane keep their order; default: the path without its query. */
  lane?: string;
  /**
   * What becomes of a request that was sent but not answered: `resend` (default) sends it again under its
   * key, `park` keeps it for a decision, for backends that do not honour the key.
   */
  onUnknown?: 'resend' | 'park';
  /** Sends the `Idempotency-Key` also to another origin; to our own it always goes along. */
  idempotencyKey?: boolean;
  /**
   * Where a JSON body, and the server's answer to it, have the id of what is made: a JSON Pointer such as `/id`. The
   * id in the body, a string, is then one of the page's own making. Later requests of any `queue()` route that name
   * it, as a whole segment of their path, a whole value of their query or a whole string in a JSON body, are sent
   * with the server's id in its place, and wait until it is known. They are parked if the server refuses the thing.
   */
  idFrom?: string;
  /** The largest body that is kept, in bytes; what is larger gets the network only. Default 64 MB. */
  maxBody?: number;
}

/** What `onReplayed` hears. */
interface HoldfastReplayed {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  /** Whether the server has taken it; else it is parked. */
  readonly ok: boolean;
  readonly response: Response;
}

/** What the app's own sync function is given. */
interface HoldfastSyncCall {
  /** What has changed; `before` or `after` is undefined where the document was made or deleted. */
  readonly changes: readonly {
    readonly collection: string;
    readonly id: string;
    readonly before: any;
    readonly after: any;
  }[];
  /** The server version, on which the changes were made. */
  readonly base: any;
  /** The local version, which holds them. */
  readonly local: any;
  /** Aborted when the call is given up. */
  readonly signal: AbortSignal;
  /** Names this list of changes, which comes again under the same key until it is accepted. */
  readonly idempotencyKey: string;
  /** Says how far the call is. */
  readonly progress: (done: number, total: number) => void;
}

/** Accepted; not now; or accepted, and this is what the server holds. */
type HoldfastSynced = boolean | { server: any };

interface HoldfastWorker {
  /** Keeps these files for offline use, all of one release or none. */
  precache(entries: readonly HoldfastPrecacheEntry[]): this;
  /**
   * Answers page loads that match neither a precached file nor a route with this one. `allow` and `deny` are
   * patterns of paths; without `allow`, all are but those of the sync server and those with a dot in their last part.
   */
  navigationFallback(
    url: string,
    options?: { allow?: readonly string[]; deny?: readonly string[] },
  ): this;
  /**
   * Lets the browser ask for a page while the worker still starts, where it can. For apps whose pages come from
   * the network; with precached ones it only costs requests.
   */
  navigationPreload(): this;
  /**
   * Whether the browser may leave requests alone without waking the worker, where it has the Static Routing API;
   * it may unless this says `false`. The answers are the same.
   */
  staticRouting(wanted: boolean): this;
  /** Adds a route, `METHOD pattern` in URLPattern pathname syntax; `*` is any method; first match wins. */
  intercept(
    route: string,
    answer: HoldfastStrategy | HoldfastHandler,
    options?: { when?: HoldfastWhen },
  ): this;
  /** The network, and the cache if it fails or takes longer than `timeout` ms. */
  networkFirst(options?: HoldfastStrategyOptions & HoldfastTimeout): HoldfastStrategy;
  /** The cache, and the network if it has nothing. */
  cacheFirst(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** The cache at once, and the network behind it for the next time. */
  staleWhileRevalidate(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** The cache or nothing. */
  cacheOnly(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** The network or nothing. */
  networkOnly(options?: Pick<HoldfastStrategyOptions, 'fallback'> & HoldfastTimeout): HoldfastStrategy;
  /** Writes: durable before they are answered, sent in order, once the server is there. */
  queue(options?: HoldfastQueueOptions): HoldfastStrategy;
  /**
   * Makes again what is never stored, such as an `Authorization` header or a CSRF token: called with each
   * queued request before it is sent, answers the one to send.
   */
  beforeSend(hook: (request: Request) => Request | Promise<Request>): this;
  /**
   * Hears the last answer to each queued request that was sent later, at least once: the request leaves the queue
   * when the promise is settled, or after 30 s.
   */
  onReplayed(hook: (replayed: HoldfastReplayed) => unknown): this;
  /**
   * Tells who is signed in, undefined for nobody: queued requests of a subject leave only while it is. Without it a
   * living page's `start({ subject })` tells.
   */
  subject(fn: () => string | undefined | Promise<string | undefined>): this;
  /**
   * The app's own sync function, for pages that define none: see `SyncFunction` in `holdfast.d.ts`. It also runs
   * when no page is open, where the browser has Background Sync.
   */
  sync(fn: (call: HoldfastSyncCall) => HoldfastSynced | Promise<HoldfastSynced>): this;
  /** The path that echoes a nonce, `?n=x`, for apps without our server; default `/holdfast/ping`. */
  ping(path: string): this;
  /** Begins. The last call of a worker's script. */
  start(): void;
}

declare const holdfast: HoldfastWorker;
