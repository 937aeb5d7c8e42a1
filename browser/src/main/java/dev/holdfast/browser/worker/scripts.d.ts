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
  heard(sensible: boolean): void;
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
  readonly full: boolean;
  readonly names: string[];
  readonly expression: RegExp;
}

/** The Static Routing API. */
interface RouterRule {
  condition: { urlPattern?: URLPattern; requestMethod?: string; requestMode?: string };
  source: 'network' | 'fetch-event';
}
declare class URLPattern {
  constructor(parts: Record<string, string>);
}
interface InstallEvent extends ExtendableEvent {
  addRoutes?(rules: RouterRule[]): Promise<void>;
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
