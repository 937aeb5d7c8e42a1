// https://github.com/jakearchibald/idb: many puts share a transaction, `tx.done` is awaited.
import { openDB } from 'idb';

let db;

const putAll = documents => {
  const transaction = db.transaction('documents', 'readwrite');
  return Promise.all([...documents.map(doc => transaction.store.put(doc)), transaction.done]);
};

export default {
  open: async name => {
    db = await openDB(name, 1, {
      upgrade: made => made.createObjectStore('documents', { keyPath: 'id' }),
    });
  },
  fill: putAll,
  save: (all, changed) => putAll(changed),
  tenPuts: documents => Promise.all(documents.map(doc => db.put('documents', doc))),
  readAll: () => db.getAll('documents'),
};
