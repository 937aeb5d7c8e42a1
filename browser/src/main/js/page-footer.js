const holdfastEngine = () => import('./holdfast-engine.js');
main();
/** Lets each method be called without its object: `const { subscribe } = offlineStorage`. */
const detached = object => {
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(object))) {
    const { value } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(object), name);
    if (typeof value === 'function' && name !== 'constructor') object[name] = value.bind(object);
  }
  return object;
};
export const offlineStorage = detached(storage());
const collection = offlineStorage.collection;
offlineStorage.collection = name => detached(collection(name));
export const networkStatus = detached(network(offlineStorage));
export const holdfastServer = server;
export const rest = backend;
