// Runs in a page of the app, if that page asks for it, and tells inspectors what only a page knows: its sync state, its
// last error, its attempts to sync, and how long each request of them took. It reads what every app may read, and changes
// nothing. An app that does not load it pays nothing for it.
//
//   in the console, or in the app's code while it is developed:   import('/holdfast/inspector/tell.js')
import { networkStatus, offlineStorage } from '../holdfast.js';

const KEPT = 200;

/** How many requests of one attempt are told. */
const EXCHANGES = 100;

const start = (storage, network) => {
  const channel = new BroadcastChannel('holdfast-inspector');
  const token = crypto.randomUUID();
  const attempts = [];
  const requests = [];
  const verdicts = [];
  let open;
  let last;
  let since = Date.now();
  let shown = '';
  let due = false;
  let counts;
  let begun = !!(network.lastVerifiedAt || storage.lastSyncedTime || storage.localVersion);

  // As long as it is held, this page lives; and the browser says which of its clients holds it.
  if (navigator.locks) {
    navigator.locks.request('holdfast-inspector/' + token, () => new Promise(() => {}));
  }

  const page = () => {
    const ids = list => list.map(entry => entry.id);
    return {
      type: 'page',
      token,
      path: location.pathname,
      visible: document.visibilityState === 'visible',
      state: storage.syncState,
      since,
      current: network.current,
      detail: network.detail,
      verifiedAt: network.lastVerifiedAt,
      error: storage.lastError && { ...storage.lastError },
      lastSynced: storage.lastSyncedTime,
      support: storage.hasBrowserSupport,
      server: storage.serverVersion,
      local: storage.localVersion,
      misfits: storage.misfits.length,
      ids: [...ids(storage.pending), ...ids(storage.conflicts), ...ids(storage.parked)].slice(
        0,
        100,
      ),
      work: storage.pending.length,
      audit: counts,
      attempts,
      verdicts,
      requests,
    };
  };

  const post = () => {
    if (due) return;
    due = true;
    setTimeout(async () => {
      due = false;
      // Before start() that would be a mistake of the app, and become its lastError.
      if (begun) counts = await storage.audit().catch(() => undefined);
      channel.postMessage(page());
    }, 50);
  };

  const keep = (list, one) => {
    list.push(one);
    if (list.length > KEPT) list.shift();
  };

  const see = () => {
    const now = Date.now();
    const state = storage.syncState;
    const looks = [state, network.detail, storage.pending.length > 0].join();
    if (looks !== shown) {
      shown = looks;
      since = now;
    }
    if (state === 'syncing' && !open) {
      open = { from: now, work: storage.pending.length };
      keep(attempts, open);
    } else if (state !== 'syncing' && open) {
      open.to = now;
      last = open;
      open = undefined;
    }
    post();
  };

  const ended = event => {
    if (event.replayed) return;
    const attempt = open || last;
    if (attempt) {
      attempt.to = attempt.to || Date.now();
      attempt.ok = event.ok;
      attempt.code = event.ok || !storage.lastError ? '' : storage.lastError.code;
    }
    last = open = undefined;
    post();
  };

  /** Each change of the network's status is a change of the storage, too. To subscribe to it would load the engine. */
  const changed = () => {
    begun = begun || !storage.lastError || storage.lastError.code !== 'STORE_CLOSED';
    const before = verdicts[verdicts.length - 1];
    if (!before || before.detail !== network.detail) {
      keep(verdicts, { at: Date.now(), current: network.current, detail: network.detail });
    }
    see();
  };

  /** A request as the browser timed it: times in ms since 1970, without its query. */
  const timed = entry => {
    const at = time => (time ? Math.round((performance.timeOrigin + time) * 10) / 10 : 0);
    const url = new URL(entry.name);
    return {
      path: url.origin === location.origin ? url.pathname : url.origin + url.pathname,
      from: at(entry.startTime),
      connect: at(entry.connectStart),
      connected: at(entry.connectEnd),
      sent: at(entry.requestStart),
      answered: at(entry.responseStart),
      to: at(entry.responseEnd),
      status: entry.responseStatus || 0,
      bytes: entry.transferSize || 0,
      protocol: entry.nextHopProtocol || '',
    };
  };

  const isOfASync = one =>
    /\/v1\/spaces\/|\/holdfast\/ping$/.test(one.path) ||
    attempts.slice(-2).some(each => one.to >= each.from && (!each.to || one.from <= each.to + 5));

  if (self.PerformanceObserver) {
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        if (entry.initiatorType !== 'fetch') continue;
        const one = timed(entry);
        if (isOfASync(one)) keep(requests, one);
      }
      if (requests.length > EXCHANGES) requests.splice(0, requests.length - EXCHANGES);
      post();
    }).observe({ type: 'resource', buffered: true });
  }

  storage.subscribe(changed);
  storage.addEventListener('sync', ended);
  storage.addEventListener('error', post);
  document.addEventListener('visibilitychange', post);
  channel.onmessage = event => {
    if (event.data && event.data.type === 'hello') post();
  };
  post();
  return token;
};

const told = new Map();

/**
 * Tells what `storage` does, once however often it is called. An app in a bundle, whose `offlineStorage` is another object
 * than that of this folder, gives its own.
 */
export const tell = (storage = offlineStorage, network = networkStatus) => {
  if (!told.has(storage)) told.set(storage, start(storage, network));
  return told.get(storage);
};

if (self.document) tell();
