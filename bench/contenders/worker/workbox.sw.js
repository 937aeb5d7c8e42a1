// https://developer.chrome.com/docs/workbox: its strategies, and its queue with an answer of our own.
import { Queue } from 'workbox-background-sync';
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst, StaleWhileRevalidate } from 'workbox-strategies';
import { serve } from './worker.js';

const queue = new Queue('bench');

async function sendLater({ request }) {
  try {
    return await fetch(request.clone());
  } catch {
    await queue.pushRequest({ request });
    return new Response(null, { status: 202 });
  }
}

const below =
  path =>
  ({ url }) =>
    url.pathname.startsWith(path);

registerRoute(below('/api/queue/'), sendLater, 'POST');
registerRoute(below('/api/cached/'), new CacheFirst({ cacheName: 'cached' }));
registerRoute(below('/api/stale/'), new StaleWhileRevalidate({ cacheName: 'stale' }));
registerRoute(below('/api/first/'), new NetworkFirst({ cacheName: 'first' }));
serve({
  enqueue: request => queue.pushRequest({ request }),
  waiting: () => queue.size(),
  replay: () => queue.replayRequests(),
});
