main();
export const networkStatus = network();
export const offlineStorage = storage(networkStatus);
export const holdfastServer = server;
