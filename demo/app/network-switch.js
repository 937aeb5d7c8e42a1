// The switch "Go offline": while it is off, no request of this device reaches the server, of its pages or of this worker.
// The demo has it to show what happens then; Holdfast needs none of it. The browser's own look for a new worker is not cut.
// Loaded before Holdfast, so that it hears of each request first.

const KEPT = 'rounds-network-switch';
const network = self.fetch.bind(self);
let streams = new AbortController();
let isOff = caches.open(KEPT).then((kept) => kept.match('/off')).then(Boolean);

self.fetch = async (...request) => {
  if (await isOff) throw new TypeError('Failed to fetch: this device is switched off');
  return network(...request);
};

addEventListener('fetch', (event) => {
  if (!/\/(v1|holdfast\/ping)(\/|$)/.test(new URL(event.request.url).pathname)) return;
  event.stopImmediatePropagation();
  const { signal } = streams;
  event.respondWith(isOff.then((off) => (off ? Response.error() : network(event.request, { signal }))));
});

async function turn(off) {
  const kept = await caches.open(KEPT);
  if (off) {
    await kept.put('/off', new Response());
    streams.abort(); // those that are open, too
    streams = new AbortController();
  } else {
    await kept.delete('/off');
  }
  return off;
}

addEventListener('message', (event) => {
  if (event.data?.type !== 'network') return;
  if (event.data.off !== undefined) isOff = turn(event.data.off);
  event.waitUntil(isOff.then((off) => event.ports[0].postMessage(off)));
});
