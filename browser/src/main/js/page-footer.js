const holdfastEngine = () => import('./holdfast-engine.js');
main();
export const offlineStorage = storage();
export const networkStatus = network(offlineStorage);
export const holdfastServer = server;
export const rest = backend;
