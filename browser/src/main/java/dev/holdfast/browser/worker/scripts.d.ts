/// <reference path="../../../../../js/holdfast-worker.d.ts" />
// Types of what the scripts of the worker, its queue and its sync are given, for tsc --checkJs.
// The app's options are documented in holdfast-worker.d.ts.

type Call = HoldfastRequest;
type Options = HoldfastStrategyOptions & HoldfastTimeout;

/** `NetworkApi.java`, and `Host.java` of the queue. */
interface NetworkApi {
  online(): boolean;
  verified(): boolean;
  known(): boolean;
  subjectOf(client: string): Promise<string | undefined>;
  cacheNames(): string[];
  fetchWithin(request: Request, ms: number): Promise<Response>;
  fetch(event: FetchEvent, request: Request): Promise<Response>;
  check(): Promise<0 | 1 | 2>;
  isCredential(name: string): boolean;
  heard(sense: number): void;
}

/** `NamedCache.java`. */
interface NamedCache {
  find(call: Call): Promise<Response | undefined>;
  fetch(call: Call): Promise<Response>;
  keep(call: Call, answered: Promise<Response>): void;
  called(call: Call): Promise<string | undefined>;
}

/** `Strategies.inTime`. */
type InTime = (answer: Promise<Response>) => Promise<Response>;

/** `Strategies.Files`. */
interface Files {
  file(url: string): Promise<Response | undefined>;
}

/** A handler or a strategy: `Answer.java`, `ReadyMade.java`. */
type Answering = HoldfastHandler | HoldfastStrategy;

/** A release whose files are kept: `Precache.java`. */
interface Release {
  readonly files: Record<string, string>;
  clients?: string[];
}

/** Who is signed in where: `Subjects.java`. */
interface SubjectsState {
  readonly names: string[];
  readonly fn?: () => string | undefined | Promise<string | undefined>;
  readonly read: Promise<{
    used?: boolean;
    current?: string;
    pages: Record<string, string | undefined>;
  }>;
}

/** A pattern that `Pattern.js` has compiled. */
interface Compiled {
  readonly full?: boolean;
  readonly native?: URLPattern;
  readonly names?: string[];
  readonly expression?: RegExp;
}

/** The Static Routing API. */
interface RouterRule {
  condition: { urlPattern?: URLPattern; requestMethod?: string; requestMode?: string };
  source: 'network' | 'fetch-event';
}
interface WorkerGlobalScope {
  readonly URLPattern?: unknown;
}
declare class URLPattern {
  constructor(parts: Record<string, string>);
  exec(parts: Record<string, string>): { pathname: { groups: Record<string, string> } } | null;
}
interface InstallEvent extends ExtendableEvent {
  addRoutes?(rules: RouterRule[]): Promise<void>;
}

/** The options of a queue's route; `Resource.js` gives some of its own. */
interface RouteOptions extends HoldfastQueueOptions {
  readonly resource?: string;
  /** Where the id is in a request's body, if an answer has it elsewhere, at `idFrom`. */
  readonly idOwn?: string;
  /** Whether ids are numbers; null if the number in the path is an item's of the server. */
  readonly numbers?: (
    call: Call,
  ) => boolean | null | undefined | Promise<boolean | null | undefined>;
  readonly shown?: (
    entry: Admitted,
    call: Call,
  ) => Promise<string | undefined> | string | undefined;
}

/** `QueueRoute.Steps`. */
interface Steps {
  admit(entry: object): Promise<Admitted>;
  direct(entry: Admitted, call: Call): Promise<Response | null>;
  queued(entry: Admitted, call: Call): Promise<boolean>;
  answered(entry: Admitted): Promise<null>;
}

/** What the routes of a queue share: `QueueRoute.java`. */
interface Order {
  tail?: Promise<unknown>;
  ids?: number;
}

/** A queued request on disk: `core.queue.QueuedRequest`. */
interface Admitted {
  readonly id: string;
  readonly direct: boolean;
  readonly subject: string;
  readonly method: string;
  readonly url: string;
  readonly headers: [string, string][];
  readonly body?: ArrayBuffer;
  readonly credentials: RequestCredentials;
  readonly sendsKey: boolean;
  readonly makes?: string;
  readonly temporary?: string;
  readonly minted?: string;
  readonly parksUnknown: boolean;
  /** The path of its `resource()`, as the app gave it. */
  readonly resource?: string;
  /** Whether the ids of that are numbers. */
  readonly numbers?: boolean;
  readonly state: 'queued' | 'inFlight' | 'unknown' | 'parked';
  readonly idFrom: string;
  readonly ids?: { readonly temporary: string; readonly is: string }[];
}

/** `Mentions.rewrite`. */
interface Rewrite {
  (
    url: string,
    body: ArrayBuffer | undefined,
    swap: (text: string) => unknown,
  ): { url: string; body: BodyInit | undefined; json: unknown };
  value(json: unknown, pointer: string): unknown;
}

/** A space that a page has entrusted to the worker: `WorkerSync.java`. */
interface Entrusted {
  readonly subject: string;
  readonly database: string;
}

declare var clients: Clients;
declare var registration: ServiceWorkerRegistration;
/** The queue; at first, a function that makes it. See `QueueModule.java`. */
declare var holdfastQueue: any;
/** What `precache.js` says: the path above its folder, and the paths below that which are no pages of the app. */
declare var __HOLDFAST: { readonly root?: string; readonly elsewhere?: string[] } | undefined;
/** What `ResourceModule.java` gives to `holdfast-resource.js`. */
interface GivenResource {
  readonly path: string;
  readonly options: HoldfastResourceOptions;
  readonly host: NetworkApi;
  readonly queue: {
    route(options: object): HoldfastStrategy;
    rewrite(): Rewrite;
    waiting(): Promise<
      [[string, Admitted][], [string, { subject: string; temporary: string; is?: string }][]]
    >;
    onTaken(
      path: string,
      hook: (entry: Admitted, answer: Response, id: unknown) => Promise<unknown>,
    ): void;
  };
  readonly first: HoldfastStrategy;
  add(route: string, answer: HoldfastStrategy): void;
}

/** `Resource.java`, once loaded. */
declare var holdfastResource: (given: GivenResource) => void;

/** A write to a resource, as `Shown.js` applies it. */
interface ShownWrite {
  readonly method: string;
  /** The item's id in the path; empty for the list. */
  readonly item: string;
  readonly body: any;
  /** The id of the item that it makes. */
  readonly made?: unknown;
  readonly merges: boolean;
}

/** `Shown.apply`. */
interface ShownWrites {
  (value: any, write: ShownWrite, id: string): any;
  list(items: any[], write: ShownWrite, id: string, query: URLSearchParams): any[];
  read(value: any, pointer: string): any;
  set(value: any, pointer: string, now: unknown): any;
}
