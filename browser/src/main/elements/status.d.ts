import type { HoldfastElement } from './base.js';

/** `<holdfast-status>`: online or not, what is unsent, how far a sync is, and whether a login is missing. */
export interface HoldfastStatus extends HoldfastElement {
  /** Shows a login. Without it, the panel only says that one is missing. */
  signIn?: () => void;
  /** Opens the panel. */
  show(): void;
  /** Closes it. */
  hide(): void;
}
export const HoldfastStatus: { new (): HoldfastStatus; readonly prototype: HoldfastStatus };

declare global {
  interface HTMLElementTagNameMap {
    'holdfast-status': HoldfastStatus;
  }
}
