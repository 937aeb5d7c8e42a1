/** Holdfast's elements: what an app shows of its users' unsent work, without a framework. See docs/elements.md. */
export { elementDefaults } from './base.js';
export type {
  HoldfastElement,
  HoldfastElementOptions,
  HoldfastText,
  HoldfastTextName,
} from './base.js';
export { HoldfastStatus } from './status.js';
export { HoldfastConflicts } from './conflicts.js';
export { HoldfastParked } from './parked.js';
export { HoldfastUpdate } from './update.js';
