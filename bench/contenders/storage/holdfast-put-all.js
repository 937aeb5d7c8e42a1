// Holdfast with single documents, many in one call.
import { base, tasks } from './holdfast.js';

export default {
  ...base,
  save: (all, changed) => tasks.putAll(changed.map(doc => [doc.id, doc])),
};
