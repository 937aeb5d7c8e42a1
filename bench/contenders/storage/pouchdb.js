// https://pouchdb.com/api.html#batch_create: bulkDocs() is its fastest way to write many.
import PouchDB from 'pouchdb-browser';

let db;
const revisions = new Map();

const revised = doc => ({ ...doc, _id: doc.id, _rev: revisions.get(doc.id) });

function note(answers) {
  for (const { ok, id, rev } of answers) {
    if (!ok) throw new Error(id + ' was not written');
    revisions.set(id, rev);
  }
}

const bulk = async documents => note(await db.bulkDocs(documents.map(revised)));

export default {
  open: async name => {
    db = new PouchDB(name, { auto_compaction: false });
    await db.info();
  },
  fill: bulk,
  save: (all, changed) => bulk(changed),
  tenPuts: async documents => note(await Promise.all(documents.map(doc => db.put(revised(doc))))),
  async readAll() {
    const { rows } = await db.allDocs({ include_docs: true });
    return rows.map(({ doc }) => {
      delete doc._id;
      delete doc._rev;
      return doc;
    });
  },
};
