// Holdfast with single documents, a call for each.
import { base, tasks } from './holdfast.js';

export default {
  ...base,
  save: (all, changed) => Promise.all(changed.map(doc => tasks.put(doc.id, doc))),
};
