// What Holdfast knows of each inspection: whether its changes wait, were refused, or need a decision.

import { offlineStorage } from '/holdfast/holdfast.js';

const PREFIX = 'inspections/';

/** The id of the inspection that an entry is about; undefined if it is about something else. */
export const inspectionOf = ({ kind, key }) =>
  kind === 'document' && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;

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
