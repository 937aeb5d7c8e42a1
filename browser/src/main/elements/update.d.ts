import type { HoldfastElement } from './base.js';

/**
 * `<holdfast-update>`: offers a new release, and lets it take over when the user wants it. With the attribute `check`, the
 * user can look for one.
 */
export interface HoldfastUpdate extends HoldfastElement {
  /** Called before the page is loaded anew, and awaited: saves what is being typed. If it rejects, nothing is loaded. */
  beforeReload?: () => unknown;
}
export const HoldfastUpdate: { new (): HoldfastUpdate; readonly prototype: HoldfastUpdate };

declare global {
  interface HTMLElementTagNameMap {
    'holdfast-update': HoldfastUpdate;
  }
}
