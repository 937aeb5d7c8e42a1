/**
 * @param {PageDefinitions} definitions
 * @param {string} subject
 * @param {string} database
 * @param {(fn: (call: SyncCall) => Promise<unknown>) => void} found
 */
export function find(definitions, subject, database, found) {
  const workers = globalThis.isSecureContext && navigator.serviceWorker;
  if (!workers || (!definitions.worker && !workers.controller)) return Promise.resolve();
  const network = definitions.network || {};
  const tell = (type, call, hear) =>
    workers.ready.then(known => {
      const pair = new MessageChannel();
      pair.port1.onmessage = event => hear(event.data);
      known.active.postMessage(
        {
          type: type,
          database: database,
          subject: subject,
          call: call,
          state: definitions.state,
          limit: network.syncTimeout || 60000,
        },
        [pair.port2],
      );
      return pair.port1;
    });
  let gone;
  let giveUp;
  const fn = call =>
    new Promise((resolve, reject) => {
      giveUp = () => gone && reject(new Error('the worker has no sync function any more'));
      giveUp();
      gone || deliver(call, resolve, reject);
    });
  const deliver = (call, resolve, reject) => {
    const signal = call.signal;
    const progress = call.progress;
    tell('offered', Object.assign({}, call, { signal: 0, progress: 0 }), said =>
      said.total >= 0
        ? progress(said.done, said.total)
        : said.failed
          ? reject(
              Object.assign(said.network ? new TypeError(said.text) : new Error(said.text), {
                status: said.status,
                headers: { get: () => said.wait },
              }),
            )
          : resolve(said.result),
    ).then(port => signal.addEventListener('abort', () => port.postMessage(0)));
  };
  return new Promise(asked => {
    const ask = () => {
      const late = setTimeout(() => {
        gone = 1;
        giveUp && giveUp();
        asked();
      }, 5000);
      tell('entrusted', 0, () => {
        clearTimeout(late);
        gone = 0;
        found(fn);
        asked();
      });
    };
    workers.addEventListener('controllerchange', ask);
    ask();
  });
}

/**
 * @param {{ hasConflicts: boolean; subscribe(listener: () => void): void }} storage
 * @param {string} tag
 */
export function wakeForWork(storage, tag) {
  let asked;
  const wake = () => {
    const left = storage.hasConflicts && (document.hidden || !navigator.onLine);
    if (left && !asked)
      navigator.serviceWorker.ready
        .then(known => known.sync && known.sync.register(tag))
        .catch(() => {});
    asked = left;
  };
  document.addEventListener('visibilitychange', wake);
  storage.subscribe(wake);
  wake();
}
