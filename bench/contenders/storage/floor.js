// The best use of IndexedDB that we know: documents packed into chunks, and a log of what changed since.
import { opened, settled, written } from './idb-promises.js';

const PER_CHUNK = 150; // some 48 KB

let db;
let saved = [];
let logged = 0;
let waiting;

async function write(table, records) {
  const transaction = db.transaction(table, 'readwrite');
  const store = transaction.objectStore(table);
  for (const [key, value] of records) store.put(value, key);
  transaction.commit();
  await written(transaction);
}

function fill(documents) {
  saved = documents;
  const chunks = [];
  for (let from = 0; from < documents.length; from += PER_CHUNK) {
    chunks.push([from, JSON.stringify(documents.slice(from, from + PER_CHUNK))]);
  }
  return write('chunks', chunks);
}

const log = documents => write('log', [[logged++, JSON.stringify(documents)]]);

/** All puts of one turn are one record of the log. */
function put(doc) {
  if (!waiting) {
    const group = [];
    const done = Promise.resolve().then(() => {
      waiting = undefined;
      return log(group);
    });
    waiting = { group, done };
  }
  waiting.group.push(doc);
  return waiting.done;
}

export default {
  open: async name => {
    db = await opened(name, made => {
      made.createObjectStore('chunks');
      made.createObjectStore('log');
    });
  },
  fill,
  log,
  save(all) {
    const before = saved;
    if (!before.length) return fill(all);
    saved = all;
    return log(all.filter((doc, place) => doc !== before[place]));
  },
  tenPuts: documents => Promise.all(documents.map(put)),
  async readAll() {
    const transaction = db.transaction(['chunks', 'log']);
    const chunks = settled(transaction.objectStore('chunks').getAll());
    const later = settled(transaction.objectStore('log').getAll());
    const byId = new Map();
    for (const chunk of [...(await chunks), ...(await later)]) {
      for (const doc of JSON.parse(chunk)) byId.set(doc.id, doc);
    }
    return [...byId.values()];
  },
};
