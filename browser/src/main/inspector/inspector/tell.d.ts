import type { NetworkStatus, OfflineStorage } from '../holdfast.js';

/**
 * Tells the inspector what this page does: its sync state, its last error, its attempts to sync and their requests. It
 * reads what every app may read, and changes nothing. Importing the module does it for the package's own `offlineStorage`.
 * Answers a name of this page, for the inspector alone.
 */
export function tell(storage?: OfflineStorage, network?: NetworkStatus): string;
