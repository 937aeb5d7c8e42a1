/**
 * Holdfast in the service worker: the global `holdfast` that `holdfast-worker.js` defines. Use it with
 * `/// <reference path="./holdfast-worker.d.ts" />` and TypeScript's `webworker` library.
 */

/** One file of a release: what `/holdfast/precache.js` puts into `self.__PRECACHE`, or another tool's manifest. */
interface HoldfastPrecacheEntry {
  /** Absolute, or relative to the worker's script. */
  readonly url: string;
  /** Any text that is another one when the file has changed; null if its URL is then another one. */
  readonly revision: string | null;
  /** Subresource Integrity, such as `sha256-…`: if the file's bytes do not have it, the install fails. */
  readonly integrity?: string;
}

/**
 * When a handler runs. `offline`, the default: the network, and the handler once it is gone. `always`: each time.
 * `never`: these requests are left to the browser.
 */
type HoldfastWhen = 'offline' | 'always' | 'never';

/** The argument of a handler. */
interface HoldfastRequest {
  readonly request: Request;
  /** The values of the pattern's named parts. */
  readonly params: Readonly<Record<string, string>>;
  /** Whether `networkStatus` says `online`. */
  readonly online: boolean;
  readonly event: FetchEvent;
}

/**
 * Answers a request. If it throws while online, the network is asked. If it throws while offline, or the network
 * fails too, the page gets 503 with `application/problem+json`.
 */
type HoldfastHandler = (call: HoldfastRequest) => Response | Promise<Response>;

/** A ready-made way to answer, such as `holdfast.networkFirst()`. It is an object, while a handler is a function. */
interface HoldfastStrategy {
  answer(call: HoldfastRequest): Promise<Response>;
}

interface HoldfastStrategyOptions {
  /** The cache that it reads and fills; default: `holdfast`. Each subject has its own cache of that name. */
  cacheName?: string;
  /** How many answers the cache keeps; the least recently stored are deleted first. Default: no limit. */
  maxEntries?: number;
  /**
   * How long a stored answer may be used, in ms; default: no limit. The age of opaque answers is unknown: limit them
   * with `maxEntries`.
   */
  maxAge?: number;
  /**
   * Decides which answers are stored, among those that HTTP allows to store. Default: all but opaque ones, which may
   * be errors and each take megabytes of the site's quota.
   */
  cacheable?: (response: Response) => boolean;
  /** Stores answers although they say `Cache-Control: no-store`. */
  ignoreCacheControl?: boolean;
  /** Ignores the URL's query: one answer is stored for all queries. */
  ignoreSearch?: boolean;
  /** Ignores the answer's `Vary`. */
  ignoreVary?: boolean;
  /** Answers when nothing else can: the URL of a precached file, or a function that makes the answer. */
  fallback?: string | HoldfastHandler;
}

interface HoldfastTimeout {
  /** How long the network may take, in ms, until the last byte of the body; default: no limit. */
  timeout?: number;
}

interface HoldfastQueueOptions {
  /**
   * Makes the page's answer when the request has to wait. Default: 202 with the header `Holdfast-Queued: <id>`, and as
   * its body the request's JSON, or `{}` if it has none; for a page load (a form), 303 to where it came from.
   */
  reply?: (call: HoldfastRequest & { readonly id: string }) => Response | Promise<Response>;
  /** Writes of one lane are sent in their order. Default: the path without its query. */
  lane?: string;
  /**
   * What happens to a request that was sent but not answered. `resend` (default) sends it again under its key. `park`
   * parks it until the user decides, for backends that do not honour the key.
   */
  onUnknown?: 'resend' | 'park';
  /** Sends the `Idempotency-Key` to another origin too. The page's own origin always gets it. */
  idempotencyKey?: boolean;
  /**
   * A JSON Pointer, such as `/id`, to the id of the new resource: in the request's JSON body, and in the server's
   * answer. The id in the body is a temporary one, a string that the page has made up. Later requests of any
   * `queue()` route may mention it, as a whole segment of their path, a whole value of their query or a whole string
   * in a JSON body. They wait until the server's id is known and are sent with that id. If the server refuses the new
   * resource, they are parked.
   */
  idFrom?: string;
  /** Headers that are stored with a request although their names are those of credentials. */
  keepHeaders?: readonly string[];
  /** The largest body that is queued, in bytes; default: 64 MB. Requests with a larger one go to the network only. */
  maxBody?: number;
}

/** The options of `resource`, besides those of `networkFirst` and of `queue`. */
interface HoldfastResourceOptions
  extends Omit<HoldfastQueueOptions, 'idFrom'>,
    HoldfastStrategyOptions,
    HoldfastTimeout {
  /** A JSON Pointer to an item's id; default: `/id`. */
  id?: string;
  /** Whether new items get numbers as ids until the server gives its own. Default: if those in the kept list are numbers. */
  numericIds?: boolean;
  /** A JSON Pointer to the items in the answer to a `GET` of the list. Default: the answer is the array of them. */
  items?: string;
  /**
   * A JSON Pointer to the item in the answer to a request for one, such as `/data`. Default: the answer is the item. Only
   * answers have this envelope, not the bodies of requests.
   */
  item?: string;
}

/** The argument of the hook of `onReplayed`. */
interface HoldfastReplayed {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  /** Whether the server has accepted the request; otherwise it is parked. */
  readonly ok: boolean;
  readonly response: Response;
}

/** The argument of the app's own sync function. */
interface HoldfastSyncCall {
  /** The changed documents. `before` is undefined if the document is new, `after` if it was deleted. */
  readonly changes: readonly {
    readonly collection: string;
    readonly id: string;
    readonly before: any;
    readonly after: any;
  }[];
  /** The server version: the state that the changes were made on. */
  readonly base: any;
  /** The local version, which includes the changes. */
  readonly local: any;
  /** Aborted when the call is given up. */
  readonly signal: AbortSignal;
  /** Identifies this list of changes. If the same list is passed again after a failure, it has the same key. */
  readonly idempotencyKey: string;
  /** Reports how far the call is. */
  readonly progress: (done: number, total: number) => void;
}

/** `true`: accepted. `false`: not now. `{ server }`: accepted, and this is what the server now holds. */
type HoldfastSynced = boolean | { server: any };

/** `METHOD pattern`, such as `POST /api/*`. */
type HoldfastRoute = `${'*' | 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'} ${string}`;

/** A cache that handlers read and fill: of several subjects each has its own, and that of the asking page is meant. */
interface HoldfastCache {
  /** What is stored for the call's request and not too old. A range request gets its part. */
  find(call: HoldfastRequest): Promise<Response | undefined>;
  /** Asks the network, and stores a copy of the answer if HTTP allows to store it. */
  fetch(call: HoldfastRequest): Promise<Response>;
  /** Stores a copy of an answer, if HTTP allows to store it. */
  keep(call: HoldfastRequest, answer: Promise<Response>): void;
}

interface HoldfastWorker {
  /** Stores these files for offline use: all files of one release or none. */
  precache(entries: readonly HoldfastPrecacheEntry[]): this;
  /**
   * Answers page loads that match neither a precached file nor a route with the precached file at `url`. `allow` and
   * `deny` are patterns of paths that get this answer, or do not. Default of `allow`: all paths but those of the sync
   * server, those that `precache.js` knows to be answered by another server (`serve --proxy`), and those with a dot in
   * their last segment.
   */
  navigationFallback(
    url: string,
    options?: { allow?: readonly string[]; deny?: readonly string[] },
  ): this;
  /**
   * Turns on navigation preload: if it can, the browser requests a page while the worker still starts. For apps whose
   * pages come from the network. For precached pages it only costs requests.
   */
  navigationPreload(): this;
  /**
   * Whether browsers with the Static Routing API may handle requests without waking the worker, if the worker never
   * answers them. Default: true. The answers are the same.
   */
  staticRouting(wanted: boolean): this;
  /**
   * Adds a route: `METHOD pattern`. The method `*` is any. In the pattern, `:name` is one segment and `*` is
   * anything, as in URLPattern; a pattern for another origin starts with a scheme. The first route that matches is
   * used.
   */
  intercept(
    route: HoldfastRoute,
    answer: HoldfastStrategy | HoldfastHandler,
    options?: { when?: HoldfastWhen },
  ): this;
  /** Asks the network. Uses the cache if the network fails or takes longer than `timeout` ms. */
  networkFirst(options?: HoldfastStrategyOptions & HoldfastTimeout): HoldfastStrategy;
  /** Uses the cache. Asks the network if the cache has no answer. */
  cacheFirst(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** Uses the cache at once, and asks the network to update it for the next time. */
  staleWhileRevalidate(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** Uses the cache only. */
  cacheOnly(options?: HoldfastStrategyOptions): HoldfastStrategy;
  /** Asks the network only. */
  networkOnly(options?: Pick<HoldfastStrategyOptions, 'fallback'> & HoldfastTimeout): HoldfastStrategy;
  /**
   * Queues writes: they are on disk before they are answered, and are sent in order once the server can be reached.
   */
  queue(options?: HoldfastQueueOptions): HoldfastStrategy;
  /**
   * Adds the routes of a REST collection: a list at `path`, its items at `path/:id`. Its writes are queued, its `GET`s
   * are `networkFirst`, and while writes wait, answers show them: `POST` adds an item to the list, `PUT` and `PATCH`
   * change one, `DELETE` removes one.
   */
  resource(path: string, options?: HoldfastResourceOptions): this;
  /**
   * Sets a hook that adds what is never stored, such as an `Authorization` header or a CSRF token. It gets each
   * stored request before that is sent and returns the request to send. It also gets the requests that refresh cached
   * answers after a queued write.
   */
  beforeSend(hook: (request: Request) => Request | Promise<Request>): this;
  /**
   * Sets a hook that receives the final answer to each queued request that was sent later, at least once. The request
   * leaves the queue when the hook's promise has settled, or after 30 s.
   */
  onReplayed(hook: (replayed: HoldfastReplayed) => unknown): this;
  /**
   * Sets a function that tells who is signed in; undefined for nobody. Queued requests of a subject are sent only
   * while that subject is signed in. Without this function, an open page's `start({ subject })` tells.
   */
  subject(fn: () => string | undefined | Promise<string | undefined>): this;
  /**
   * Sets the app's own sync function, for pages that define none: see `SyncFunction` in `holdfast.d.ts`. In browsers
   * with Background Sync it also runs when no page is open.
   */
  sync(fn: (call: HoldfastSyncCall) => HoldfastSynced | Promise<HoldfastSynced>): this;
  /** A cache for handlers, with the options of a strategy. */
  cache(name: string, options?: HoldfastStrategyOptions): HoldfastCache;
  /**
   * Once this worker has taken over, deletes the caches of the worker of another make that was here before: those
   * whose name begins with `make`, such as `workbox` or `ngsw`, but not those that name another scope.
   */
  replaces(make: string): this;
  /**
   * Sets the paths of logins, patterns as in `intercept`: a queued request that is redirected to one waits until
   * somebody has signed in. Default: paths with a segment `login`, `signin`, `sign-in`, `auth`, `oauth2`, `sso` or
   * `saml`.
   */
  loginRoutes(...paths: readonly string[]): this;
  /** Sets the URL that echoes a nonce, `?n=x`, for apps without a Holdfast server; default: `holdfast/ping` beside Holdfast's scripts. */
  ping(path: string): this;
  /** Starts to answer requests. Must be the last call of a worker's script. */
  start(): void;
}

declare const holdfast: HoldfastWorker;
