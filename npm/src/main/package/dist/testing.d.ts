import type { JsonValue } from './holdfast.js';

/**
 * The network of a test, with a sync server in memory behind it: `holdfastServer()` syncs with that. All other requests go
 * to the `fetch` that was there before. What switches it resolves when the page knows.
 */
export interface TestNetwork {
  /** The server answers at once. So it begins. */
  readonly online: () => Promise<void>;
  /** Every request fails. */
  readonly offline: () => Promise<void>;
  /** Every answer takes so many ms. */
  readonly slow: (ms: number) => Promise<void>;
  /** Every answer has this status, 503 if none is given. */
  readonly failing: (status?: number) => Promise<void>;
  /** What the server has in a space: `collection/id` to value. */
  readonly documents: (space: string) => Record<string, JsonValue>;
  /** A write of somebody else's. Without a value it deletes the document. */
  readonly write: (space: string, collection: string, id: string, value?: JsonValue) => void;
  /** Puts back the `fetch` that was there before. */
  readonly end: () => void;
}

/**
 * Puts a network in place of `fetch`. The import puts IndexedDB in memory, by the package `fake-indexeddb`, which the app's tests
 * need as well.
 */
export function testNetwork(): TestNetwork;
