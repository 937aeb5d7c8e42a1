// Holdfast with its own server and a call for each document.
import { offlineStorage } from '/holdfast/holdfast.js';
import { base } from './holdfast.js';

const tasks = offlineStorage.collection('tasks');

export default {
  ...base,
  edit: changed => Promise.all(changed.map(doc => tasks.put(doc.id, doc))),
};
