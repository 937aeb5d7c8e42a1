// Values of all kinds, good and bad. A number chooses the kind, so a call can be repeated from its text.

/** Random numbers below `n` from a seed (mulberry32, Tommy Ettinger, public domain). */
export function dice(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

function nested(depth) {
  let value = 'bottom';
  for (let level = 0; level < depth; level++) {
    value = level % 2 ? [value] : { deeper: value };
  }
  return value;
}

function cycle() {
  const value = { name: 'around' };
  value.self = value;
  return value;
}

/** What the app's own code throws when a value is read: an argument that throws may throw out of the call. */
function own() {
  return Object.assign(new RangeError('of its own'), { code: 'OWN' });
}

const KINDS = [
  () => null,
  () => true,
  () => 0,
  () => -0,
  () => 0.1 + 0.2,
  () => 1e308,
  () => 2 ** 53,
  () => NaN,
  () => Infinity,
  () => '',
  () => '~',
  () => 'a/b%2F~1',
  () => 'äöü 日本語 \u{1F600} e\u0301 \u0000 \u2028',
  () => '\ud83d', // half a character
  () => ({ ['\udc00']: 1, ok: '\ud800x' }),
  () => 'long '.repeat(4000),
  () => 'x'.repeat(1_200_000),
  () => [],
  () => ({}),
  () => [1, 'two', null, [3]],
  () => [1, , 3],
  () => [1, undefined, 3],
  () => [{ id: 'a' }, { id: 'b', n: 1 }],
  () => [{ id: 'a' }, { id: 'a' }],
  () => [{ id: 1 }, { id: 2 }],
  () => [{ id: 1 }, { id: '1' }],
  () => ({ id: 'a', copy: true }),
  () => ({ id: 7 }),
  () => ({ a: { n: 1 }, b: { n: 2 } }),
  () => ({
    '~': 1,
    '~order': [],
    '': 2,
    __proto__: null,
    constructor: 3,
    toString: 4,
  }),
  () => ({ '~place': 'x', '~value': 1 }),
  () => nested(90),
  () => nested(120),
  () => nested(20_000),
  () => new Date(0),
  () => new Date(NaN),
  () => undefined,
  () => ({ here: 1, gone: undefined }),
  () => () => 1,
  () => ({ run() {} }),
  () => Symbol('s'),
  () => 10n,
  () => ({ big: 10n }),
  () => cycle(),
  () => new Map([['a', 1]]),
  () => new Set([1]),
  () => new Uint8Array([1, 2]),
  () => new Blob(['x']),
  () => Promise.resolve(1),
  () => /re/g,
  () => new Error('an error'),
  () => Object.create({ inherited: 1 }),
  () => Object.freeze({ frozen: Object.freeze([1]) }),
  () => ({
    toJSON() {
      return { from: 'toJSON' };
    },
  }),
  () => ({
    toJSON() {
      throw own();
    },
  }),
  () => ({
    get broken() {
      throw own();
    },
  }),
  () =>
    new Proxy(
      {},
      {
        ownKeys() {
          throw own();
        },
      },
    ),
  () => document.body,
];

/** A value of any kind. */
export function value(number) {
  return KINDS[number % KINDS.length]();
}

/** A value that JSON keeps as it is and that fits everywhere. */
export function plain(number) {
  const roll = dice(number);
  return [null, false, roll(100), 'text ' + roll(100), { n: roll(10) }, [roll(10)]][roll(6)];
}
