// The page in which a contender is measured: ?suite=storage&contender=dexie[&counting]. The bench drives it
// from outside, and is asked by `bench(what, …)` for what a page cannot do: 'offline', 'online' and others.
import * as counters from './counters.js';
import * as storage from '../storage/rows.js';
import * as sync from '../sync/rows.js';
import * as worker from '../worker/rows.js';

const asked = new URL(location.href).searchParams;
const counting = asked.has('counting');
if (counting) counters.install();

const suite = asked.get('suite');
const rows = { storage, sync, worker }[suite];

/** A row, or the steps of one: rows that go on where the one before ended. */
const steps = name => [rows[name]].flat();

/** Times the `run` of a row as often as the row says: milliseconds each, and what was counted in the last. */
async function timed(row, contender, given) {
  const times = [];
  const turns = counting ? 1 : row.times || 1;
  for (let turn = 0; turn < turns; turn++) {
    if (row.before) await row.before(contender, given, turn);
    counters.reset();
    if (counting && contender.counts) await contender.counts();
    const begun = performance.now();
    const own = await row.run(contender, given, turn);
    const took = performance.now() - begun;
    times.push((typeof own === 'number' ? own : took) / (row.each || 1));
  }
  const there = counting && contender.counts ? await contender.counts() : {};
  return { times, counts: { ...counters.counts, ...there } };
}

const PATIENCE = 150000;

/** What never ends must not stop the bench. */
const limited = promise =>
  Promise.race([
    promise,
    new Promise((done, fail) => setTimeout(() => fail(new Error('took too long')), PATIENCE)),
  ]);

/** Prepares a row that is measured in a page loaded anew. False if it needs none. */
async function prepare(name, given) {
  const contender = (await module).default;
  const [first] = steps(name);
  if (!first.reopen) return false;
  await first.setUp(contender, given);
  return true;
}

/** Runs a row and compares what is stored with what was given. Throws if it differs. */
async function measure(name, given) {
  const contender = (await module).default;
  const measured = [];
  for (const row of steps(name)) {
    if (row.setUp && !row.reopen) await row.setUp(contender, given);
    measured.push(await timed(row, contender, given));
    if (row.check) await row.check(contender, given);
  }
  return measured;
}

const module = import(`/${suite}/${asked.get('contender')}.js`);

Object.assign(self, {
  prepare: (name, given) => limited(prepare(name, given)),
  measure: (name, given) => limited(measure(name, given)),
  loaded: true,
});
