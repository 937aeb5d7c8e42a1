// IndexedDB's requests as promises, for the contenders that use it without a library.

export const settled = request =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

/** Fulfilled once the transaction is complete. */
export const written = transaction =>
  new Promise((done, fail) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(transaction.error);
  });

export const opened = (name, upgrade) => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => upgrade(request.result);
  return settled(request);
};
