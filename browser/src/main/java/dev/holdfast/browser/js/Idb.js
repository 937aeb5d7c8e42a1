/**
 * @param {IDBRequest} request
 * @param {() => void} listener
 */
export function onUnreadable(request, listener) {
  request.onerror = event => {
    if (/^(DataError|NotReadableError)$/.test(request.error.name)) {
      event.preventDefault();
      event.stopPropagation();
      listener();
    }
  };
}

/**
 * @param {IDBTransaction} tx
 * @param {() => void} done
 * @param {() => void} failed
 */
export function onEnd(tx, done, failed) {
  const end = hear => () => {
    clearTimeout(limit);
    tx.oncomplete = tx.onabort = null;
    hear();
  };
  tx.oncomplete = end(done);
  tx.onabort = end(failed);
  const limit = setTimeout(() => {
    try {
      tx.abort();
    } catch (ended) {}
    tx.db.close();
    end(failed)();
  }, 60000);
}
