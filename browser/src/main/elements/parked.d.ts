import type { ParkedEntry } from '../holdfast.js';
import type { HoldfastElement } from './base.js';

/** `<holdfast-parked>`: what the server refused, to send again, to change, or to discard after asking. */
export interface HoldfastParked extends HoldfastElement {
  /** Lets the user change what was refused. Without it, there is no button for that. */
  edit?: (entry: ParkedEntry) => void;
}
export const HoldfastParked: { new (): HoldfastParked; readonly prototype: HoldfastParked };

declare global {
  interface HTMLElementTagNameMap {
    'holdfast-parked': HoldfastParked;
  }
}
