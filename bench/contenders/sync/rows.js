// What each contender is asked to do with a server. A contender of this suite has
//   open(name)        opens its database, whose space on the server is `name` too
//   pull()            fetches all documents
//   edit(documents)   stores these changes, which no server has yet
//   push()            sends them, and returns once the server has them all
//   readAll()         all documents
import { document, documents, same } from '../storage/document.js';

const pull = {
  async setUp(contender, given) {
    given.wanted = documents(given.size);
    await self.bench('fill', given.name, JSON.stringify(given.wanted));
    await contender.open(given.name);
  },
  run: contender => contender.pull(),
  check: async (contender, given) => same(await contender.readAll(), given.wanted),
};

/** A tenth of all documents has changed. */
const edit = {
  async setUp(contender, given) {
    await self.bench('offline');
    if (contender.offline) await contender.offline();
    given.changed = [];
    given.wanted = given.wanted.map((doc, number) => {
      if (number % 10) return doc;
      const changed = document(number, 1);
      given.changed.push(changed);
      return changed;
    });
  },
  run: (contender, given) => contender.edit(given.changed, given.wanted),
  check: pull.check,
};

const push = {
  before: () => self.bench('online'),
  run: contender => contender.push(),
  check: async (contender, given) =>
    same(JSON.parse(await self.bench('stored', given.name, contender.server)), given.wanted),
};

export const pullEditPush = [pull, edit, push];
