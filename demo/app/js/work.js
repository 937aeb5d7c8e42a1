// Holdfast's elements in this app: what it calls its data, and where it leads from them.

import { elementDefaults } from '/holdfast/elements/all.js';
import { app } from './app.js';
import { inspectionOf } from './marks.js';
import { tellPath, tellValue, titleOf } from './model.js';
import { open as openPath } from './route.js';
import { saveNow } from './saving.js';

elementDefaults({
  documentName(entry) {
    const id = inspectionOf(entry);
    if (id === undefined) return undefined;
    const inspection = app.find(id) ?? entry.local ?? entry.server;
    return inspection ? titleOf(inspection) : 'A removed inspection';
  },
  fieldName: (path, { base, local, server }) => tellPath(path, [local, server, base]),
  valueText: (value, path) => tellValue(path, value),
});

let status;
let conflicts;

export function buildWork(root) {
  status = root.querySelector('holdfast-status');
  conflicts = root.querySelector('holdfast-conflicts');
  root.querySelector('holdfast-parked').edit = (entry) => {
    status.hide();
    openPath(inspectionOf(entry));
  };
  root.querySelector('holdfast-update').beforeReload = () => saveNow({ quietly: true });
}

/** Shows where the work stands; with the id of an inspection also its conflict. */
export function showWork(id) {
  status.show();
  if (id !== undefined) conflicts.open(`inspections/${id}`);
}
