// What the hooks for React, Vue and Svelte share: a view is a value that changes. `get()` answers the same object until
// it does, `subscribe(fn)` calls `fn` when it has, and `initial()` is what it was before the app began, as on a server.
import { networkStatus, offlineStorage } from './holdfast.js';

const isObject = value => value !== null && typeof value === 'object';

/** What names an element among others: its `id`, the first of a pair `[id, document]`, or else its place. */
const nameOf = (element, place) => {
  const name = Array.isArray(element) ? element[0] : isObject(element) ? element.id : undefined;
  return typeof name === 'string' || typeof name === 'number' ? name : place;
};

/** `after`, with all that is equal in `before` taken from there, so that a part is another object only if it changed. */
const kept = (before, after) => {
  const lists = Array.isArray(after);
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== lists) return after;
  const old = lists ? new Map(before.map((one, at) => [nameOf(one, at), one])) : before;
  const taken = lists
    ? after.map((one, at) => kept(old.get(nameOf(one, at)), one))
    : Object.fromEntries(Object.entries(after).map(([key, one]) => [key, kept(old[key], one)]));
  const keys = Object.keys(taken);
  const same =
    keys.length === Object.keys(before).length && keys.every(key => taken[key] === before[key]);
  return same ? before : taken;
};

const listenersOf = () => {
  const all = new Set();
  return {
    all,
    tell: () => [...all].forEach(fn => fn()),
    add: fn => {
      const own = () => fn(); // so that one function can be added twice
      all.add(own);
      return () => all.delete(own);
    },
  };
};

// --- what the getters answer ---

/** An empty list before the start is another object than one after it. */
const isSame = (one, other) =>
  one === other || (Array.isArray(one) && Array.isArray(other) && one.length + other.length === 0);

/** A view of several getters: one object until one of them answers something else. */
const viewOf = (neutral, read, sources) => {
  const first = Object.freeze(neutral());
  let last = first;
  const get = () => {
    const now = read();
    if (Object.keys(now).some(key => !isSame(now[key], last[key]))) last = Object.freeze(now);
    return last;
  };
  return {
    initial: () => first,
    get,
    subscribe: fn => {
      let seen = get();
      const heard = () => {
        if (get() === seen) return; // what has changed is not in this view
        seen = last;
        fn();
      };
      const ends = sources.map(source => source.subscribe(heard));
      return () => ends.forEach(end => end());
    },
  };
};

const none = /* @__PURE__ */ Object.freeze([]);

export const status = /* @__PURE__ */ viewOf(
  () => ({
    hasConflicts: false,
    pending: none,
    parked: none,
    syncState: 'idle',
    network: 'online',
    lastError: undefined,
  }),
  () => ({
    hasConflicts: offlineStorage.hasConflicts,
    pending: offlineStorage.pending,
    parked: offlineStorage.parked,
    syncState: offlineStorage.syncState,
    network: networkStatus.current,
    lastError: offlineStorage.lastError,
  }),
  [offlineStorage, networkStatus],
);

const conflictsOf = list => ({ conflicts: list, resolve: offlineStorage.resolve });

export const conflicts = /* @__PURE__ */ viewOf(
  () => conflictsOf(none),
  () => conflictsOf(offlineStorage.conflicts),
  [offlineStorage],
);

// --- a new release ---

/** A release may wait since before anybody looked, and another tab may let it take over. */
const release = /* @__PURE__ */ (() => {
  let waits = false;
  let end;
  const { all, add, tell } = listenersOf();
  const set = now => {
    if (end && now !== waits) {
      waits = now;
      tell();
    }
  };
  const watch = () => {
    const workers = globalThis.navigator && navigator.serviceWorker;
    const look = () =>
      Promise.resolve(workers.getRegistration())
        .then(known => set(!!(known && known.waiting && known.active)))
        .catch(() => {}); // blocked: the event below says it all the same
    const ended = offlineStorage.addEventListener('update', () => set(true));
    if (!workers) return ended;
    workers.addEventListener('controllerchange', look);
    look();
    return () => {
      workers.removeEventListener('controllerchange', look);
      ended();
    };
  };
  return {
    waits: () => waits,
    subscribe: fn => {
      const remove = add(fn);
      if (!end) end = watch();
      return () => {
        remove();
        if (end && !all.size) {
          end();
          end = undefined;
        }
      };
    },
  };
})();

const updateNow = () => ({
  ready: release.waits(),
  checkForUpdate: offlineStorage.checkForUpdate,
  applyUpdate: offlineStorage.applyUpdate,
});

export const update = /* @__PURE__ */ viewOf(updateNow, updateNow, [release]);

// --- documents ---

/**
 * A view of what `read()` resolves to. It is read again when the local version has changed, and only then. Without a local
 * version there is nothing to read, and before `start()` a read would be an error.
 */
const readView = read => {
  let value;
  let version;
  let reading = false;
  let end;
  const { all, add, tell } = listenersOf();
  const show = next => {
    const now = kept(value, next);
    if (now !== value) {
      value = now;
      tell();
    }
  };
  const look = async () => {
    if (reading) return;
    reading = true;
    while (end && version !== offlineStorage.localVersion) {
      const asked = offlineStorage.localVersion;
      const found = asked === undefined ? undefined : await read().catch(reported => value);
      if (end) {
        version = asked;
        show(found);
      }
    }
    reading = false;
  };
  return {
    initial: () => undefined,
    get: () => value,
    subscribe: fn => {
      const remove = add(fn);
      if (!end) {
        end = offlineStorage.subscribe(look);
        look();
      }
      return () => {
        remove();
        if (end && !all.size) {
          end();
          end = undefined;
        }
      };
    },
  };
};

/** One document; undefined if there is none, or it is not read yet. */
export const documentView = (collection, id) => {
  const { get } = offlineStorage.collection(collection);
  return readView(() => get(id));
};

/** The entries of a collection; undefined until they are read. */
export const entriesView = (collection, range) => {
  const { entries } = offlineStorage.collection(collection);
  return readView(() => entries(range));
};

// --- the state ---

export const appState = initial => {
  let state = initial;
  let known = false;
  const { add, tell } = listenersOf();
  const show = next => {
    known = true;
    if (next !== state) {
      state = next;
      tell();
    }
  };
  return {
    initial: () => initial,
    get: () => state,
    subscribe: add,
    set: next => {
      show(typeof next === 'function' ? next(state) : next);
      return offlineStorage.saveCurrentAppState();
    },
    snapshot: () => (known ? state : undefined),
    restore: next => show(kept(state, next)),
  };
};
