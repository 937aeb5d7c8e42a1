// Types of what the page's scripts are given, for tsc --checkJs.

/** Loads `holdfast-rest.js`. The build puts this function into `holdfast-engine.js`. */
declare function holdfastRest(tries: number): Promise<{
  open(
    database: string,
    options: object,
    deadline: number,
  ): { post(body: object): Promise<object> };
}>;

/** Loads `holdfast-more.js`. The build puts this function into `holdfast-engine.js`. */
declare function holdfastMore(tries: number): Promise<{
  more(storage: object): { begin(): Promise<void> };
}>;

/** What the app has defined: `Options.java`. */
interface PageDefinitions {
  /** The path above Holdfast's folder. */
  readonly root: string;
  /** The path where the app lives on its origin. */
  place?: string;
  readonly worker?: string;
  readonly scope?: string;
  readonly network?: { readonly syncTimeout?: number };
  readonly state?: object;
}

/** The argument of the app's own sync function. */
interface SyncCall {
  signal: AbortSignal;
  progress: (done: number, total: number) => void;
}

/** One queued request on disk: `core.queue.QueuedRequest`. */
interface QueuedEntry {
  readonly url: string;
  readonly method: string;
  readonly headers: [string, string][];
  readonly body?: ArrayBuffer;
  readonly credentials: RequestCredentials;
  readonly ids?: { readonly temporary: string }[];
  readonly holder?: string;
  readonly state: 'queued' | 'inFlight' | 'unknown' | 'parked';
  readonly cause?: string;
}
