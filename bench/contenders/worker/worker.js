// The worker's side: answers what its page asks.
import * as counters from '../page/counters.js';

if (location.search.includes('counting')) counters.install();

// Chromium's Background Sync does not know that the network is only said to be gone, and fires at once. So
// the bench itself says when to send what waits.
self.addEventListener('sync', event => event.stopImmediatePropagation());

const NOTE = 'x'.repeat(260);

const requestOf = (url, number) =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"number":${number},"note":"${NOTE}"}`,
  });

/** Of many requests, which only fill the queue, so many come at once. */
const TOGETHER = 20;

/** What a contender does: `enqueue(request, event)`, `waiting()`, `replay()`. */
export function serve(contender) {
  const answer = async ({ data, source }) => {
    if (data.counts) {
      const counted = { ...counters.counts };
      counters.reset();
      return counted;
    }
    if (data.waiting) return { waiting: await contender.waiting() };
    if (data.replay) {
      await contender.replay();
      return {};
    }
    const begun = performance.now();
    for (let nth = 0; nth < data.times; nth += TOGETHER) {
      const some = Array.from({ length: Math.min(TOGETHER, data.times - nth) }, (none, also) =>
        requestOf(data.enqueue, data.first + nth + also),
      );
      await Promise.all(some.map(request => contender.enqueue(request, source)));
    }
    return { ms: performance.now() - begun };
  };
  self.addEventListener('message', event => {
    const [port] = event.ports;
    if (!port || !event.source) return;
    if (!['counts', 'waiting', 'replay', 'enqueue'].some(name => name in event.data)) return;
    event.waitUntil(
      answer(event).then(
        done => port.postMessage(done),
        error => port.postMessage({ failed: String(error) }),
      ),
    );
  });
}
