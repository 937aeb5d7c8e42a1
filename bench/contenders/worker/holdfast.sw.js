import { serve } from './worker.js';

importScripts('/holdfast/holdfast-worker.js');

const { holdfast } = self;
const queue = holdfast.queue();

holdfast
  .intercept('POST /api/queue/*', queue)
  .intercept('GET /api/cached/*', holdfast.cacheFirst({ cacheName: 'cached' }))
  .intercept('GET /api/stale/*', holdfast.staleWhileRevalidate({ cacheName: 'stale' }))
  .intercept('GET /api/first/*', holdfast.networkFirst({ cacheName: 'first' }))
  .start();

serve({
  /** As if the page had sent it; returns once it is on disk. */
  enqueue: async (request, source) => {
    const event = { clientId: source.id, request, waitUntil: () => {} };
    const answer = await queue.answer({ request, params: {}, online: false, event });
    if (answer.status !== 202) throw new Error('queue(): ' + answer.status);
  },
});
