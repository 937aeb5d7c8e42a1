// All elements.
export { elementDefaults } from './base.js';
export { HoldfastStatus } from './status.js';
export { HoldfastConflicts } from './conflicts.js';
export { HoldfastParked } from './parked.js';
export { HoldfastUpdate } from './update.js';
