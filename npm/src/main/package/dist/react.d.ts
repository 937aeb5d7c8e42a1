import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  HoldfastConflicts,
  HoldfastParked,
  HoldfastStatus,
  HoldfastUpdate,
} from './elements/all.js';
import type { DocumentOf, EntryRange } from './holdfast.js';
import type { AppState, Conflicts, Entries, Status, Update } from './views.js';

export { appState } from './views.js';
export type { AppState, Conflicts, Entries, Status, Update } from './views.js';

/**
 * The hooks, for an app whose state has the type `State`: `import * as holdfast from 'holdfast/react'`, then
 * `const { useCollection }: Hooks<State> = holdfast`. A component is rendered anew only if what its hook answers has changed.
 */
export interface Hooks<State = any> {
  /** What is unsent and refused, and whether the server can be reached. */
  readonly useStatus: () => Status;
  /** The documents that need a decision, and `resolve`. */
  readonly useConflicts: () => Conflicts;
  /** Whether a new release waits, and what to do about it. */
  readonly useUpdate: () => Update;
  /** The state that {@link appState} made, and its `set`. */
  readonly useAppState: <Own = State>(state: AppState<Own>) => [Own, AppState<Own>['set']];
  /** One document; undefined if there is none, or it is not read yet. */
  readonly useDocument: {
    <Name extends keyof State & string>(
      collection: Name,
      id: string,
    ): DocumentOf<State[Name]> | undefined;
    <Document = any>(collection: string, id: string): Document | undefined;
  };
  /**
   * The documents of a collection with their ids. Undefined until they are read, so also before `start()`, and on a new device
   * until its first sync or write.
   */
  readonly useCollection: {
    <Name extends keyof State & string>(
      collection: Name,
      range?: EntryRange,
    ): Entries<DocumentOf<State[Name]>> | undefined;
    <Document = any>(collection: string, range?: EntryRange): Entries<Document> | undefined;
  };
}

export declare const useStatus: Hooks['useStatus'];
export declare const useConflicts: Hooks['useConflicts'];
export declare const useUpdate: Hooks['useUpdate'];
export declare const useAppState: Hooks['useAppState'];
export declare const useDocument: Hooks['useDocument'];
export declare const useCollection: Hooks['useCollection'];

/** The attributes of an element of `holdfast/elements` in TSX, and its properties. */
type ElementProps<Element extends HTMLElement> = DetailedHTMLProps<
  HTMLAttributes<Element>,
  Element
> &
  Partial<Omit<Element, keyof HTMLElement>> & { class?: string };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'holdfast-status': ElementProps<HoldfastStatus>;
      'holdfast-conflicts': ElementProps<HoldfastConflicts>;
      'holdfast-parked': ElementProps<HoldfastParked>;
      'holdfast-update': ElementProps<HoldfastUpdate> & { check?: boolean };
    }
  }
}
