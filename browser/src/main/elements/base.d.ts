import type {
  Cause,
  ConflictEntry,
  HoldfastError,
  JsonValue,
  ParkedEntry,
  PendingEntry,
} from '../holdfast.js';

/**
 * A text of an element. `{n}` and other names in braces are replaced. If it depends on `n`, there is a text for each of
 * the language's plural forms, or a function.
 */
export type HoldfastText =
  | string
  | { readonly other: string; readonly [form: string]: string }
  | ((values: Record<string, string | number>) => string);

/** The names of the texts. docs/elements.md has each with its English. */
export type HoldfastTextName =
  | 'close'
  | 'aChange'
  | 'refused'
  | 'refusedHint'
  | 'retry'
  | 'notLoaded'
  | 'online'
  | 'offline'
  | 'degraded'
  | 'panel'
  | 'toDecide'
  | 'nRefused'
  | 'nUnsent'
  | 'syncing'
  | 'signIn'
  | 'decideHead'
  | 'loginHead'
  | 'blockedHead'
  | 'unsentHead'
  | 'syncedHead'
  | 'nothingHead'
  | 'decideHint'
  | 'loginHint'
  | 'syncingHint'
  | 'unsentHint'
  | 'offlineHint'
  | 'syncedHint'
  | 'workOn'
  | 'lastSynced'
  | 'never'
  | 'problem'
  | 'noSupport'
  | 'syncNow'
  | 'saveFile'
  | 'notSent'
  | 'notSentYet'
  | 'queued'
  | 'inFlight'
  | 'unknown'
  | 'more'
  | 'failAnswer'
  | 'failBusy'
  | 'failLogin'
  | 'failAccess'
  | 'failFull'
  | 'failStore'
  | 'failVersion'
  | 'failOther'
  | 'toDecideTitle'
  | 'toDecideHint'
  | 'before'
  | 'mine'
  | 'theirs'
  | 'both'
  | 'ownText'
  | 'byItself'
  | 'allMine'
  | 'allTheirs'
  | 'useThese'
  | 'decided'
  | 'notDecided'
  | 'changedSince'
  | 'whole'
  | 'removed'
  | 'empty'
  | 'yes'
  | 'no'
  | 'refusedForbidden'
  | 'refusedInvalid'
  | 'refusedLarge'
  | 'refusedUnknown'
  | 'refusedOther'
  | 'change'
  | 'discard'
  | 'discardAsk'
  | 'keep'
  | 'discardYes'
  | 'sentAgain'
  | 'discarded'
  | 'notDone'
  | 'updateReady'
  | 'updateHint'
  | 'updateNow'
  | 'later'
  | 'updating'
  | 'updateFailed'
  | 'lookForUpdate'
  | 'looking'
  | 'upToDate';

/** What an app can say about its data, for all elements or as properties of one. */
export interface HoldfastElementOptions {
  /** Texts of the app's own. The others stay. */
  texts?: Readonly<Partial<Record<HoldfastTextName, HoldfastText>>>;
  /** What an entry is about, such as the title of a task. Undefined: what the element finds by itself. */
  documentName?: (entry: PendingEntry | ConflictEntry | ParkedEntry) => string | undefined;
  /** The name of the field that a JSON Pointer into the document means. */
  fieldName?: (path: string, entry: ConflictEntry) => string | undefined;
  /** A value in words. A text with words of its own cannot be mixed by hand in a conflict. */
  valueText?: (
    value: JsonValue | undefined,
    path: string,
    entry: ConflictEntry,
  ) => string | undefined;
  /** A failure, or why the server refused an entry, in words. */
  failureText?: (failure: HoldfastError | Cause, entry?: ParkedEntry) => string | undefined;
}

/** Says it for all elements. An element's own properties come first. */
export function elementDefaults(options: HoldfastElementOptions): void;

/** What all elements have. */
export interface HoldfastElement extends HTMLElement, HoldfastElementOptions {
  /** Draws it anew: for an app whose functions answer otherwise than before. */
  update(): void;
}
