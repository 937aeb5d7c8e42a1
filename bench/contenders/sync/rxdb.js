// https://rxdb.info/replication-http.html, on its free storage for browsers, with large batches.
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { pulled, pushed } from './http.js';

const BATCH = 1000;

let space;
let collection;

const text = { type: 'string' };
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 20 },
    title: text,
    done: { type: 'boolean' },
    edited: { type: 'number' },
    place: { type: 'object', properties: { street: text, number: { type: 'number' } } },
    tags: { type: 'array', items: text },
    note: text,
  },
};

async function replicate() {
  const replication = replicateRxCollection({
    collection,
    replicationIdentifier: space,
    live: false,
    pull: {
      batchSize: BATCH,
      async handler(last, limit) {
        const { documents, cursor } = await pulled(space, last ? last.cursor : 0, limit);
        return {
          documents: documents.map(doc => ({ ...doc, _deleted: false })),
          checkpoint: { cursor },
        };
      },
    },
    push: {
      batchSize: BATCH,
      async handler(changed) {
        const documents = changed.map(row => ({ ...row.newDocumentState }));
        for (const doc of documents) delete doc._deleted;
        await pushed(space, documents);
        return [];
      },
    },
  });
  replication.error$.subscribe(error => {
    throw error;
  });
  await replication.awaitInitialReplication();
  await replication.cancel();
}

export default {
  server: 'backend',
  async open(name) {
    space = name;
    const db = await createRxDatabase({
      name,
      storage: getRxStorageDexie(),
      multiInstance: false,
    });
    collection = (await db.addCollections({ documents: { schema } })).documents;
  },
  pull: replicate,
  edit: documents => collection.bulkUpsert(documents),
  push: replicate,
  readAll: async () => (await collection.find().exec()).map(doc => doc.toJSON()),
};
