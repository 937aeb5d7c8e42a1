// https://dexie.org/docs/Table/Table.bulkPut(): the fastest way to put many.
import { Dexie } from 'dexie';

let db;

export default {
  open: name => {
    db = new Dexie(name);
    db.version(1).stores({ documents: 'id' });
    return db.open();
  },
  fill: documents => db.documents.bulkPut(documents),
  save: (all, changed) => db.documents.bulkPut(changed),
  tenPuts: documents => Promise.all(documents.map(doc => db.documents.put(doc))),
  readAll: () => db.documents.toArray(),
};
