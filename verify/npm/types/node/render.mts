import { networkStatus, offlineStorage } from 'holdfast';

const online: 'online' | 'offline' = networkStatus.current;
export const html = `<p>${online}, ${offlineStorage.pending.length} unsent</p>`;
