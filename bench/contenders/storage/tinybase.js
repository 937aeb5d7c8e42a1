// https://tinybase.org/guides/persistence: a store in memory, which its persister saves. Its cells are
// flat, so what is nested is kept as an object or array in one cell, which TinyBase allows.
import { createStore } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';

let store;
let persister;

const set = documents =>
  store.transaction(() => {
    for (const doc of documents) store.setRow('documents', doc.id, doc);
  });

const save = documents => {
  set(documents);
  return persister.save();
};

export default {
  open: name => {
    store = createStore();
    persister = createIndexedDbPersister(store, name);
    return persister.load();
  },
  fill: save,
  save: (all, changed) => save(changed),
  tenPuts: documents => {
    for (const doc of documents) store.setRow('documents', doc.id, doc);
    return persister.save();
  },
  readAll: () => Object.values(store.getTable('documents')),
};
