import { offlineStorage } from '/holdfast/holdfast.js';
import '/holdfast/elements/status.js';
offlineStorage.start({ worker: '/sw.js' });
