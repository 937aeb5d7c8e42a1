import type { DocumentKey } from '../holdfast.js';
import type { HoldfastElement } from './base.js';

/** `<holdfast-conflicts>`: what two people changed, side by side and path by path, to decide. */
export interface HoldfastConflicts extends HoldfastElement {
  /** Opens the conflict of that document and moves the focus there. False if there is none. */
  open(key: DocumentKey): boolean;
}
export const HoldfastConflicts: {
  new (): HoldfastConflicts;
  readonly prototype: HoldfastConflicts;
};

declare global {
  interface HTMLElementTagNameMap {
    'holdfast-conflicts': HoldfastConflicts;
  }
}
