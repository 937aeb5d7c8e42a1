/** A server may take a request and never answer; the browser itself waits for ever then. */
const holdfastEngine = () =>
  Promise.race([
    import('./holdfast-engine.js'),
    new Promise((done, fail) => setTimeout(fail, 6e4)),
  ]);
/** The path above Holdfast's folder, if this module lies in one of the page's own origin. */
const holdfastRoot = (from => (from && from[1] === location.origin ? from[2] : '/'))(
  /^(https?:\/\/[^/]*)(\/.*)holdfast\/holdfast\.js/.exec(import.meta.url),
);
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
