// What the browser itself tells of the app: caches, locks, the worker's registration, room. Read only.
import { endingOf } from './disk.js';

const quiet = promise => Promise.resolve(promise).catch(() => undefined);

/** What the browser gives this page at all. */
export const support = () => {
  let database = true;
  try {
    database = !!indexedDB && typeof indexedDB.databases === 'function' && !!localStorage;
  } catch (blocked) {
    database = false;
  }
  return {
    secure: isSecureContext,
    database,
    workers: 'serviceWorker' in navigator,
    locks: 'locks' in navigator,
    caches: 'caches' in self,
  };
};

const KINDS = [
  ['files', /^holdfast-files$/],
  ['subjects', /^holdfast-subjects$/],
  ['entrusted', /^holdfast-sync@/],
];

/** The caches of an app: those that Holdfast names, and the others, which routes or the app itself have named. */
export const cachesOf = async scope => {
  if (!('caches' in self)) return [];
  const ending = endingOf(scope);
  const names = ((await quiet(caches.keys())) || []).filter(name =>
    ending ? name.endsWith(ending) : !/ \//.test(name),
  );
  return names.map(name => {
    const plain = name.slice(0, name.length - ending.length);
    const kind = (KINDS.find(([, pattern]) => pattern.test(plain)) || ['answers'])[0];
    const at = plain.indexOf('@');
    return { name, kind, subject: at < 0 ? '' : decodeURIComponent(plain.slice(at + 1)) };
  });
};

/** What a cache holds: the URLs. Only when somebody asks: to open a cache that has just gone would make it again. */
export const contentsOf = async name => {
  if (!(await caches.has(name))) return [];
  const cache = await caches.open(name);
  return (await cache.keys()).map(one => one.url);
};

const json = async (name, key) => {
  if (!('caches' in self) || !(await quiet(caches.has(name)))) return undefined;
  const found = await quiet(caches.match(key, { cacheName: name }));
  return found ? quiet(found.json()) : undefined;
};

/** The releases that are kept, newest first: how many files each has, and how many pages run an older one. */
export const releases = async scope => {
  const all = await json('holdfast-files' + endingOf(scope), '/?holdfast=releases');
  return (all || []).map(one => ({
    files: Object.keys(one.files || {}).length,
    pages: one.clients ? one.clients.length : 0,
  }));
};

/** Who was named as signed in last: undefined if nobody ever was. */
export const namedLast = async scope => {
  const kept = await json('holdfast-subjects' + endingOf(scope), '/');
  return kept && kept.used
    ? { subject: kept.current, pages: Object.keys(kept.pages).length }
    : undefined;
};

/** The worker of the app: what is installing, waiting and active. */
export const registration = async scope => {
  if (!navigator.serviceWorker) return undefined;
  const all = (await quiet(navigator.serviceWorker.getRegistrations())) || [];
  const found = all.find(one => new URL(one.scope).pathname === scope);
  const state = worker => worker && { state: worker.state, script: worker.scriptURL };
  return (
    found && {
      scope: found.scope,
      installing: state(found.installing),
      waiting: state(found.waiting),
      active: state(found.active),
    }
  );
};

/** The scopes of all workers of this origin. */
export const scopes = async () => {
  if (!navigator.serviceWorker) return [];
  const all = (await quiet(navigator.serviceWorker.getRegistrations())) || [];
  return all.map(one => new URL(one.scope).pathname);
};

/** The locks of this origin: who syncs, who listens, which workers live. */
export const locks = async () => {
  const none = { held: [], pending: [] };
  if (!navigator.locks) return none;
  const { held, pending } = (await quiet(navigator.locks.query())) || none;
  const plain = one => ({ name: one.name, client: one.clientId });
  return { held: held.map(plain), pending: pending.map(plain) };
};

/** How much is stored, and how much may be. */
export const room = async () => {
  const store = navigator.storage || {};
  const found = (store.estimate && (await quiet(store.estimate()))) || {};
  const persisted = store.persisted ? (await quiet(store.persisted())) === true : false;
  return { usage: found.usage, quota: found.quota, persisted };
};

/**
 * The routes that stand in the worker's script, as far as a text can tell: `[method, argument]`. A script that makes them in
 * another way shows none.
 */
export const routesOf = async script => {
  const answer = await fetch(script, { cache: 'no-cache', credentials: 'same-origin' });
  const text = await answer.text();
  const pattern =
    /\.(intercept|resource|navigationFallback|sync|cache|subject|replaces)\(\s*(?:(['"`])(.*?)\2)?/g;
  return Array.from(text.matchAll(pattern), found => [found[1], found[3] || '']);
};
