// Starts the page's module under jsdom, whose globals are put in place as vitest does it.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import 'fake-indexeddb/auto';
import { JSDOM } from 'jsdom';

process.on('unhandledRejection', (error) => {
  throw error;
});
const [, , modules, server] = process.argv;
const url = server ?? 'http://localhost:3000';
const dom = new JSDOM('<!doctype html>', { url, pretendToBeVisual: true });
globalThis.window = globalThis.self = globalThis;
const inherited = ['addEventListener', 'removeEventListener', 'dispatchEvent'];
for (const name of [...Object.getOwnPropertyNames(dom.window), ...inherited]) {
  if (name in globalThis && name !== 'navigator') continue;
  const value = dom.window[name];
  Object.defineProperty(globalThis, name, { value: /^[a-z]/.test(name) && typeof value === 'function' ? value.bind(dom.window) : value, configurable: true, writable: true });
}
// Node's fetch knows no page that an address could be relative to: without a server it rejects.
const fetched = globalThis.fetch;
if (server) globalThis.fetch = (address, options) => fetched(new URL(address, url), options);

const { offlineStorage, networkStatus, holdfastServer } = await import(pathToFileURL(`${modules}/holdfast.js`));
const state = { tasks: [{ id: 'a' }] };
const errors = [];
offlineStorage.addEventListener('error', ({ error }) => errors.push(error.code));
await offlineStorage.start({ space: 'jsdom', snapshot: () => state, sync: holdfastServer({ space: 'jsdom' }), worker: '/sw.js' });
assert.deepEqual(errors, ['NO_SUPPORT']);
assert.equal(await offlineStorage.saveCurrentAppState(), true, offlineStorage.lastError?.message);
assert.equal(offlineStorage.pending.length + (await offlineStorage.audit()).acknowledged, 1);
assert.deepEqual(await offlineStorage.loadAppState(), state);
assert.equal(await networkStatus.check(), server ? 'online' : 'offline');
assert.equal(await offlineStorage.syncLocalChangesToServer(), !!server, offlineStorage.lastError?.message);
assert.equal(offlineStorage.hasConflicts, !server);
const blob = await offlineStorage.exportChanges();
assert.match(await blob.text(), /holdfast-changes/);
assert.equal(await offlineStorage.importChanges(blob), true, offlineStorage.lastError?.message);
assert.equal((await offlineStorage.storage()).persisted, false);
assert.equal(await offlineStorage.applyUpdate(), false);
assert.equal(await offlineStorage.signOut({ unsent: 'keep' }), server ? 0 : 1, offlineStorage.lastError?.message);
console.log('fine');
process.exit(0);
