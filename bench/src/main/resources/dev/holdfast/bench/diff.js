// What a careful JavaScript programmer would write: the yardstick of DiffBench.
const own = Object.prototype.hasOwnProperty;

function equal(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!own.call(b, key) || !equal(a[key], b[key])) return false;
  }
  return true;
}

function handwrittenDiff(before, after) {
  const differing = [];
  for (const key of Object.keys(after)) {
    if (!own.call(before, key) || !equal(before[key], after[key])) differing.push(key);
  }
  for (const key of Object.keys(before)) {
    if (!own.call(after, key)) differing.push(key);
  }
  return differing;
}

// An inspection of some 300 bytes, as an app keeps it.
function inspection(n, random) {
  const words = ['roof', 'gutter', 'north wall', 'cracked', 'sealed', 'to be checked', 'fine', 'stairs'];
  const word = () => words[Math.floor(random() * words.length)];
  return {
    id: 'i' + n,
    title: word() + ' ' + n,
    status: word(),
    note: word() + ', ' + word() + ', ' + word() + ' and ' + word(),
    at: 1700000000000 + n * 60000,
    done: n % 3 === 0,
    place: { street: word() + ' street', number: n % 90, lat: 52 + random(), lon: 13 + random() },
    tags: [word(), word()],
    checks: [{ id: 'a', ok: true, by: word() }, { id: 'b', ok: false, by: null }],
  };
}

function documents(count) {
  let seed = 42;
  const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 4294967296;
  const docs = {};
  for (let n = 0; n < count; n++) docs['inspections/i' + n] = inspection(n, random);
  return docs;
}

// Milliseconds of each round: {compiled: […], handwritten: […], differing}. The two take turns, in
// turns going first, so that whatever slows the machine slows both.
self.measureDiff = (count, rounds, shared) => {
  const before = documents(count);
  const after = shared ? { ...before } : structuredClone(before);
  for (let n = 0; n < 10; n++) {
    const key = 'inspections/i' + n * Math.floor(count / 10);
    after[key] = { ...after[key], note: 'changed ' + n };
  }
  delete after['inspections/i7'];
  after['inspections/new'] = { id: 'new' };
  const sides = { compiled: self.compiledDiff, handwritten: handwrittenDiff };
  const times = { compiled: [], handwritten: [] };
  const time = name => {
    const from = performance.now();
    const found = sides[name](before, after).length;
    times[name].push(performance.now() - from);
    if (found !== 12) throw new Error(name + ' found ' + found + ' differences instead of 12');
  };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 ? ['compiled', 'handwritten'] : ['handwritten', 'compiled'];
    order.forEach(time);
  }
  return times;
};
