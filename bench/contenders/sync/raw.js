// Plain IndexedDB and fetch: a record for each document, pages of 1,000, a mark for each unsent change.
import { opened, settled, written } from '../storage/idb-promises.js';
import { pulled, pushed } from './http.js';

const PAGE = 1000;

let db;
let space;

const put = (documents, unsent) => {
  const transaction = db.transaction(['documents', 'unsent'], 'readwrite');
  for (const doc of documents) {
    transaction.objectStore('documents').put(doc);
    if (unsent) transaction.objectStore('unsent').put(doc, doc.id);
  }
  return written(transaction);
};

export default {
  server: 'backend',
  open: async name => {
    space = name;
    db = await opened(name, made => {
      made.createObjectStore('documents', { keyPath: 'id' });
      made.createObjectStore('unsent');
    });
  },
  async pull() {
    for (let cursor = 0, more = true; more; ) {
      const page = await pulled(space, cursor, PAGE);
      await put(page.documents, false);
      more = page.documents.length === PAGE;
      cursor = page.cursor;
    }
  },
  edit: documents => put(documents, true),
  async push() {
    const unsent = await settled(db.transaction('unsent').objectStore('unsent').getAll());
    await pushed(space, unsent);
    const transaction = db.transaction('unsent', 'readwrite');
    for (const doc of unsent) transaction.objectStore('unsent').delete(doc.id);
    await written(transaction);
  },
  readAll: () => settled(db.transaction('documents').objectStore('documents').getAll()),
};
