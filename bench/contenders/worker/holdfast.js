import { offlineStorage, networkStatus } from '/holdfast/holdfast.js';
import { page } from './page.js';

const plain = page('holdfast');

export default {
  ...plain,
  start: () => offlineStorage.start({ worker: plain.url }),
  async offline() {
    while ((await networkStatus.check()) !== 'offline');
  },
  waiting: () => offlineStorage.pending.length,
  replay: () => {}, // it begins by itself
};
