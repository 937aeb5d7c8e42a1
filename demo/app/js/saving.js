// Saving: every edit is on this device's disk within a moment, without a button.

import { offlineStorage } from '/holdfast/holdfast.js';
import { toast } from './toast.js';

const PAUSE = 300;

let timer;

/** Saves when typing pauses. */
export function saveSoon() {
  clearTimeout(timer);
  timer = setTimeout(saveNow, PAUSE);
}

/** Saves now if an edit waits to be saved. */
export function saveWaiting() {
  if (timer !== undefined) saveNow();
}

/** Saves; resolves to whether it is on disk. Shows a message if it is not. */
export async function saveNow({ quietly = false } = {}) {
  clearTimeout(timer);
  timer = undefined;
  const saved = await offlineStorage.saveCurrentAppState();
  if (!saved && !quietly) toast(tell(offlineStorage.lastError), { tone: 'bad', key: 'save' });
  return saved;
}

function tell(failure) {
  if (failure?.code === 'QUOTA') return 'This device is full: the last edit is on screen but not saved. Remove a photo or free some space.';
  if (failure?.code === 'STATE_NOT_LOADED') return 'Not saved: the inspections are still being fetched.';
  return `Not saved: ${failure?.message ?? 'the storage of this browser does not answer'}.`;
}
