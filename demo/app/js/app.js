// The app's state: one plain object, shown by the views and saved by Holdfast's snapshots.

import { newInspection } from './model.js';

const watchers = new Set();
let scheduled = false;

/** Tells the views that something changed, once per frame. */
function changed() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    for (const watch of watchers) watch();
  });
}

export const app = {
  /** `{ inspections: […] }`; undefined until there is one to show. */
  state: undefined,
  /** Called after each edit by the user; `main.js` saves then. */
  onEdit: () => {},

  /** Shows a state that came from the disk or the server. */
  show(state) {
    app.state = { ...state, inspections: state.inspections ?? [] };
    changed();
  },

  /** Shows nothing: this device has deleted its copy. */
  forget() {
    app.state = undefined;
    changed();
  },

  subscribe(fn) {
    watchers.add(fn);
  },

  find(id) {
    return app.state?.inspections.find((inspection) => inspection.id === id);
  },

  /** Changes fields of an inspection. */
  edit(id, fields) {
    const list = app.state.inspections;
    const at = list.findIndex((inspection) => inspection.id === id);
    if (at < 0) return;
    list[at] = { ...list[at], ...fields };
    changed();
    app.onEdit();
  },

  /** Changes one finding or photo of an inspection. */
  editItem(id, field, itemId, fields) {
    const items = app.find(id)?.[field] ?? [];
    app.edit(id, { [field]: items.map((item) => (item.id === itemId ? { ...item, ...fields } : item)) });
  },

  add(today, inspector) {
    const inspection = newInspection(today, inspector);
    app.state ??= { inspections: [] };
    app.state.inspections.push(inspection);
    changed();
    app.onEdit();
    return inspection.id;
  },

  /** Removes an inspection. Returns a function that puts it back. */
  remove(id) {
    const list = app.state.inspections;
    const at = list.findIndex((inspection) => inspection.id === id);
    const [removed] = list.splice(at, 1);
    changed();
    app.onEdit();
    return () => {
      if (app.find(id)) return;
      app.state.inspections.splice(at, 0, removed);
      changed();
      app.onEdit();
    };
  },
};
