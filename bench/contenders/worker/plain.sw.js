// A worker without a library. `cacheOf(name)` is a promise of a cache; `durability` that of its transactions.
import { opened, settled, written } from '../storage/idb-promises.js';
import { serve } from './worker.js';

export function plain({ database, cacheOf }) {
  async function enqueue(request) {
    const record = {
      url: request.url,
      method: request.method,
      headers: [...request.headers],
      body: await request.clone().arrayBuffer(),
    };
    const transaction = (await database()).transaction('requests', 'readwrite');
    transaction.objectStore('requests').add(record);
    transaction.commit();
    await written(transaction);
  }

  async function replay() {
    const db = await database();
    const store = () => db.transaction('requests').objectStore('requests');
    for (const key of await settled(store().getAllKeys())) {
      const { url, ...options } = await settled(store().get(key));
      await fetch(url, options);
      const transaction = db.transaction('requests', 'readwrite');
      transaction.objectStore('requests').delete(key);
      await written(transaction);
    }
  }

  async function fetched(request, cache) {
    const answer = await fetch(request);
    await cache.put(request, answer.clone());
    return answer;
  }

  const strategies = {
    cached: async request => {
      const cache = await cacheOf('cached');
      return (await cache.match(request)) || fetched(request, cache);
    },
    stale: async (request, event) => {
      const cache = await cacheOf('stale');
      const newer = fetched(request, cache);
      event.waitUntil(newer.catch(() => {}));
      return (await cache.match(request)) || newer;
    },
    first: async request => {
      const cache = await cacheOf('first');
      return fetched(request, cache).catch(() => cache.match(request));
    },
    queue: async request => {
      await enqueue(request);
      return new Response(null, { status: 202 });
    },
  };

  self.addEventListener('fetch', event => {
    const [, api, kind] = new URL(event.request.url).pathname.split('/');
    const strategy = api === 'api' && strategies[kind];
    if (strategy) event.respondWith(strategy(event.request, event));
  });

  serve({
    enqueue,
    waiting: async () =>
      settled((await database()).transaction('requests').objectStore('requests').count()),
    replay,
  });
}

export const openQueue = () =>
  opened('queue', made => made.createObjectStore('requests', { autoIncrement: true }));
