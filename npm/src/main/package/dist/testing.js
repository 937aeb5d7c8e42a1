// For tests of apps, with vitest and jsdom for example: a network that the test switches, a sync server behind it, and
// IndexedDB in memory.
import 'fake-indexeddb/auto';
import { networkStatus } from './holdfast.js';
import { open } from './testing-server.js';

const pause = (ms, signal) =>
  new Promise((done, fail) => {
    const timer = setTimeout(done, ms);
    const abort = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    if (signal) signal.addEventListener('abort', abort, { once: true });
  });

const json = (status, value) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  });

const named = (what, value) => {
  if (typeof value !== 'string' || !value) {
    throw new TypeError(`${what} is a text that is not empty, got ${String(value)}`);
  }
  return value;
};

const whole = (name, value, least) => {
  if (!Number.isInteger(value) || value < least) {
    throw new TypeError(`${name}() takes a whole number from ${least}, got ${value}`);
  }
  return value;
};

/** Waits until the page has that verdict, too: a check that runs may have begun before. */
const known = async verdict => {
  for (let left = 9; left > 0 && (await networkStatus.check()) !== verdict; left--);
};

export const testNetwork = () => {
  const server = open();
  const before = globalThis.fetch;
  let online = true;
  let delay = 0;
  let failure = 0;

  /** What the server answers; undefined if the request is none for it. */
  const answer = async (url, init) => {
    if (url.pathname.endsWith('/holdfast/ping')) {
      return new Response(url.searchParams.get('n'), { headers: { 'Content-Type': 'text/plain' } });
    }
    const called = /\/v1\/spaces\/([^/]+)\/(\w+)$/.exec(url.pathname);
    if (!called) return undefined;
    if (called[2] !== 'sync') return json(404, { code: 'NOT_FOUND' });
    if (new Headers(init.headers).has('Content-Encoding')) return json(415, { code: 'UNPACKED' });
    const { answered, body } = server.sync(
      called[1],
      JSON.parse(await new Response(init.body).text()),
    );
    return json(answered, body);
  };

  const fetch = async (input, init = {}) => {
    const { signal } = init;
    if (delay) await pause(delay, signal);
    if (!online) throw new TypeError('fetch failed');
    if (failure) return new Response('', { status: failure });
    const at = globalThis.location ? location.href : 'http://localhost';
    const url = new URL(typeof input === 'object' && input.url ? input.url : input, at);
    return (await answer(url, init)) || before(input, init);
  };
  globalThis.fetch = fetch;

  const become = (now, ms, status) => {
    online = now;
    delay = ms;
    failure = status;
    Object.defineProperty(navigator, 'onLine', { value: now, configurable: true });
    if (globalThis.dispatchEvent) dispatchEvent(new Event(now ? 'online' : 'offline'));
    return known(now ? 'online' : 'offline');
  };
  return {
    online: () => become(true, 0, 0),
    offline: () => become(false, 0, 0),
    slow: ms => become(true, whole('slow', ms, 0), 0),
    failing: (status = 503) => become(true, 0, whole('failing', status, 400)),
    documents: space => server.documents(named("documents(): a space's name", space)),
    write: (space, collection, id, value) => {
      named("write(): a space's name", space);
      const key = `${named("write(): a collection's name", collection)}/${named('write(): an id', id)}`;
      server.write(space, collection, id, value);
      if (value !== undefined && server.documents(space)[key] === undefined) {
        throw new TypeError(`write(): the server refuses ${key}: it takes JSON of at most 1 MB`);
      }
    },
    end: () => {
      if (globalThis.fetch === fetch) globalThis.fetch = before;
      delete navigator.onLine;
    },
  };
};
