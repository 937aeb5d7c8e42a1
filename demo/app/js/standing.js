// The state of the user's work, as Holdfast reports it, in words for the pill, the drawer and the marks.

import { networkStatus, offlineStorage } from '/holdfast/holdfast.js';
import { count } from './model.js';

const PREFIX = 'inspections/';

/** The id of the inspection that an entry is about; undefined if it is about something else. */
export const inspectionOf = ({ kind, key }) =>
  kind === 'document' && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;

/** The ids of the inspections in `entries`, each once. If there are only other entries, `[undefined]`. */
function inspectionsIn(entries) {
  const ids = new Set(entries.map(inspectionOf));
  if (ids.size > 1) ids.delete(undefined);
  return [...ids];
}

let progress;
offlineStorage.addEventListener('progress', ({ done, total }) => (progress = { done, total }));
offlineStorage.addEventListener('sync', () => (progress = undefined));

const marks = new Map();

/** Reads all marks anew. Called once per change, before the views are updated. */
export function readMarks() {
  marks.clear();
  const mark = (entries, name) => {
    for (const entry of entries) marks.set(inspectionOf(entry), name);
  };
  mark(offlineStorage.pending, 'unsent');
  mark(offlineStorage.parked, 'parked');
  mark(offlineStorage.conflicts, 'conflict');
}

/** `unsent`, `parked`, `conflict`, or undefined: what the row of an inspection shows. */
export const markOf = (id) => marks.get(id);

/**
 * The state of the work: `network` (`online`, `offline`, `degraded`, `checking`) with `networkWords`; `tone`, the
 * most urgent of `decide`, `refused`, `login`, `syncing`, `unsent`, `synced`; `words` for the pill; `headline` and
 * `detail` for the drawer.
 */
export function standing() {
  const { current, detail } = networkStatus;
  const network = detail === 'checking' ? 'checking' : current === 'offline' ? 'offline' : detail;
  const networkWords = { online: 'Online', offline: 'Offline', degraded: 'Server trouble', checking: 'Checking' }[network];
  const offline = current === 'offline';
  const unsent = inspectionsIn(offlineStorage.pending).length;
  const conflicts = offlineStorage.conflicts.length;
  const parked = offlineStorage.parked.length;
  const synced = offlineStorage.lastSyncedTime;
  const base = { network, networkWords, offline, synced, unsent, conflicts, parked, progress };
  const changes = count(unsent, 'change');

  if (conflicts) {
    return {
      ...base, tone: 'decide', words: `${conflicts} to decide`,
      headline: conflicts === 1 ? 'One inspection needs your decision' : `${conflicts} inspections need your decision`,
      detail: 'Someone else changed the same fields. Nothing is lost: both versions are here.',
    };
  }
  if (parked) {
    return {
      ...base, tone: 'refused', words: `${parked} refused`,
      headline: `The server refused ${count(parked, 'change')}`,
      detail: 'Kept on this device until you try again or give up.',
    };
  }
  if (offlineStorage.syncState === 'needsLogin') {
    return {
      ...base, tone: 'login', words: 'Sign in', headline: 'Sign in to go on syncing',
      detail: unsent ? `${changes} on this device waiting for you.` : 'Nothing is waiting.',
    };
  }
  if (offlineStorage.syncState === 'syncing') {
    const part = progress && progress.total > 1 ? ` ${progress.done}/${progress.total}` : '';
    return {
      ...base, tone: 'syncing', words: `Syncing${part}`, headline: unsent ? `Sending ${changes}` : 'Fetching news',
      detail: 'You can go on working meanwhile.',
    };
  }
  if (unsent || offlineStorage.hasConflicts) {
    return {
      ...base, tone: 'unsent', words: unsent ? `${unsent} unsent` : 'Unsent',
      headline: unsent ? `${changes} not on the server yet` : 'Changes not on the server yet',
      detail: offline
        ? 'Saved on this device. The server gets it by itself as soon as it answers.'
        : 'Saved on this device. The server gets it in a moment.',
    };
  }
  if (offlineStorage.localVersion === undefined) {
    return {
      ...base, tone: 'synced', words: '', headline: 'Nothing on this device',
      detail: offline ? 'The inspections are fetched as soon as the server answers.' : 'The inspections are being fetched.',
    };
  }
  return {
    ...base, tone: 'synced', words: '',
    headline: synced ? 'Everything is on the server' : 'Nothing to send',
    detail: offline ? 'No connection. You can go on working; changes are kept on this device.' : 'Nothing is waiting on this device.',
  };
}
