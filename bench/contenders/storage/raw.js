// Plain IndexedDB: one record for each document, all of a call in one transaction.
import { opened, settled, written } from './idb-promises.js';

let db;

const putAll = documents => {
  const transaction = db.transaction('documents', 'readwrite');
  const store = transaction.objectStore('documents');
  for (const doc of documents) store.put(doc);
  return written(transaction);
};

export default {
  open: async name => {
    db = await opened(name, made => made.createObjectStore('documents', { keyPath: 'id' }));
  },
  fill: putAll,
  save: (all, changed) => putAll(changed),
  tenPuts: documents => Promise.all(documents.map(doc => putAll([doc]))),
  readAll: () => settled(db.transaction('documents').objectStore('documents').getAll()),
};
