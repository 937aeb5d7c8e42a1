// What each contender's service worker is asked to do. The page of a contender has
//   register()        registers the worker, and returns it
//   start()           begins to use it, in a page that it controls
//   ask(message)      the worker's answer to `enqueue`, `waiting`, `replay`
//   replay()          sends what waits, once the network is back
//   counts()          what the worker has counted since it was last asked

const QUEUE = '/api/queue/tasks';
const SMALL = '/api/cached/2048';
const LARGE = '/api/cached/102400';
const REVALIDATED = '/api/stale/2048';
const FIRST = '/api/first/2048';
const ELSEWHERE = '/api/plain/2048';

async function answered(url) {
  const answer = await fetch(url);
  const length = Number(url.slice(url.lastIndexOf('/') + 1));
  const body = await answer.text();
  if (body.length !== length) throw new Error(`${url}: ${body.length} characters`);
}

async function active(registration) {
  const worker = registration.installing || registration.waiting || registration.active;
  while (worker.state !== 'activated') {
    await new Promise(done => worker.addEventListener('statechange', done, { once: true }));
  }
}

/** A page that the worker controls comes next. */
const registered = async contender => active(await contender.register());

const NOTE = 'x'.repeat(260);

const post = given =>
  fetch(QUEUE, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"number":${given.queued++},"note":"${NOTE}"}`,
  });

const enqueue = (contender, given, times) => {
  const first = given.queued;
  given.queued += times;
  return contender.ask({ enqueue: QUEUE, first, times });
};

/** One request more, while as many wait as `fill` tells; the time in the worker alone. */
const enqueueWith = fill => ({
  times: 10,
  async before(contender, given, turn) {
    if (turn) return;
    const missing = fill(given) - given.queued;
    if (missing > 0) await enqueue(contender, given, missing);
  },
  run: async (contender, given) => (await enqueue(contender, given, 1)).ms,
  check: allWait,
});

/** The pages of some contenders hear a little later what waits. */
async function allWait(contender, given) {
  const until = Date.now() + 20000;
  let waiting = await contender.waiting();
  while (waiting !== given.queued) {
    if (Date.now() > until) throw new Error(`${waiting} wait instead of ${given.queued}`);
    await new Promise(done => setTimeout(done, 20));
    waiting = await contender.waiting();
  }
}

/** In a page that the worker controls: the network goes, and nothing waits. */
const enqueueFirst = {
  ...enqueueWith(() => 0),
  reopen: true,
  setUp: registered,
  async before(contender, given, turn) {
    if (turn) return;
    given.queued = 0;
    await contender.start();
    await self.bench('offline');
    await self.bench('forget');
    if (contender.offline) await contender.offline();
  },
};

const postLater = {
  times: 20,
  async run(contender, given) {
    const answer = await post(given);
    if (answer.status !== 202) throw new Error('POST: ' + answer.status);
  },
  check: allWait,
};

/** The time from the first request's arrival at the backend to the last one's. */
const replay = {
  async run(contender, given) {
    await self.bench('online');
    await contender.replay();
    return self.bench('arrived', given.queued);
  },
  async check(contender, given) {
    given.queued = 0;
    await allWait(contender, given);
  },
};

const some = given => Math.round((given.size * 3) / 10);

/** With nothing waiting, a page's POST, with some waiting, and the replay of these. */
export const queue = [enqueueFirst, postLater, enqueueWith(some), replay];

/** With many waiting, and the replay of these. */
export const longQueue = [enqueueFirst, enqueueWith(given => given.size), replay];

/** Only with many waiting. */
export const growingQueue = [enqueueFirst, enqueueWith(given => given.size)];

const get = (url, network) => ({
  reopen: true,
  setUp: registered,
  times: 12,
  each: 10,
  async before(contender, given, turn) {
    if (turn) return;
    await answered(url); // fills the cache
    await answered(url);
    if (network) await self.bench(network);
  },
  async run() {
    for (let nth = 0; nth < 10; nth++) await answered(url);
  },
});

export const cachedSmall = get(SMALL);
export const cachedLarge = get(LARGE);
export const stale = get(REVALIDATED);
export const networkFirst = get(FIRST, 'offline');

const firstFetch = url => ({
  reopen: true,
  setUp: registered,
  times: 7,
  async before() {
    await answered(url);
    await answered(url);
    await self.bench('stop');
  },
  run: () => answered(url),
});

/** The worker is not running: what a route answers, and what none matches. */
export const wakeMatched = firstFetch(SMALL);
export const wakeUnmatched = firstFetch(ELSEWHERE);

/** From register() to the state `activated`. */
export const register = {
  times: 5,
  async before(contender, given) {
    if (given.registration) await given.registration.unregister();
  },
  async run(contender, given) {
    given.registration = await contender.register();
    await active(given.registration);
  },
};
