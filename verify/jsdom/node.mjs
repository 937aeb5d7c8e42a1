// Imports the page's module where there is no browser, as a server does that renders the app.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

process.on('unhandledRejection', (error) => {
  throw error;
});
const before = Object.getOwnPropertyNames(globalThis);
const { offlineStorage, networkStatus } = await import(pathToFileURL(`${process.argv[2]}/holdfast.js`));
assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
for (const list of ['pending', 'conflicts', 'parked', 'misfits']) assert.deepEqual(offlineStorage[list], []);
assert.equal(offlineStorage.hasConflicts, false);
assert.equal(offlineStorage.hasBrowserSupport, false);
assert.equal(offlineStorage.syncState, 'idle');
for (const none of ['serverVersion', 'localVersion', 'lastSyncedTime', 'lastError']) assert.equal(offlineStorage[none], undefined);
assert.equal(networkStatus.current, 'online');
assert.equal(networkStatus.detail, 'checking');
assert.equal(networkStatus.lastVerifiedAt, undefined);
offlineStorage.setSnapshotFn(() => undefined);
offlineStorage.subscribe(() => {})();
networkStatus.subscribe(() => {})();
console.log('fine');
