// What each contender is asked to do with documents. A contender of this suite has
//   open(name, filled)    opens its database; `filled`: how many documents it has, or is to be filled with; 0: it is new
//   fill(documents)       stores documents that count as known to the server, where it has one
//   offline()             returns once it knows that the network has gone (may be missing)
//   save(all, changed)    stores `changed`; `all` is the whole state, for who wants to be given that
//   tenPuts(documents)    begins a put of each, then waits for all
//   readAll()             all documents
import { document, documents, same } from './document.js';

const TEN = 10;

const open = async (contender, given) => {
  given.wanted = [];
  await contender.open(given.name, 0);
  await offline(contender);
};

const fill = async (contender, given) => {
  given.wanted = documents(given.size);
  await contender.open(given.name, given.size);
  await contender.fill(given.wanted);
};

const fillAndGoOffline = async (contender, given) => {
  await fill(contender, given);
  await offline(contender);
};

async function offline(contender) {
  await self.bench('offline');
  if (contender.offline) await contender.offline();
}

/** Changes documents all over the collection, others at each turn. */
function change(contender, given, turn) {
  const gap = Math.floor(given.size / TEN);
  given.changed = Array.from({ length: TEN }, (none, place) =>
    document((place * gap + turn * 7) % given.size, turn + 1),
  );
  const changed = new Map(given.changed.map(doc => [doc.id, doc]));
  given.wanted = given.wanted.map(doc => changed.get(doc.id) || doc);
}

const readBack = async (contender, given) => same(await contender.readAll(), given.wanted);

/** An empty store is given all documents. */
export const saveNew = {
  setUp: open,
  before: (contender, given) => {
    given.wanted = documents(given.size);
  },
  run: (contender, given) => contender.save(given.wanted, given.wanted),
  check: readBack,
};

/** Ten of all documents have changed. */
export const saveChanged = {
  times: 9,
  setUp: fillAndGoOffline,
  before: change,
  run: (contender, given) => contender.save(given.wanted, given.changed),
  check: readBack,
};

/** Ten puts, not awaited one by one. */
export const tenPuts = {
  times: 15,
  setUp: fillAndGoOffline,
  before: change,
  run: (contender, given) => contender.tenPuts(given.changed),
  check: readBack,
};

const read = filled => async (contender, given) => {
  await contender.open(given.name, filled ? given.size : 0);
  given.found = await contender.readAll();
};

const allRead = (contender, given) => same(given.found, documents(given.size));

/** A page that has just been loaded opens the store and reads all of it. */
export const openAdopted = { setUp: fill, reopen: true, run: read(true), check: allRead };

/** The same, with nothing sent yet. */
export const openUnsent = {
  setUp: async (contender, given) => {
    await open(contender, given);
    const all = documents(given.size);
    await contender.save(all, all);
  },
  reopen: true,
  run: read(false),
  check: allRead,
};
