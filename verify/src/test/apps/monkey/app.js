// The app that the monkey drives: /?space=s&release=1|2. A test chooses the calls from a seed. This page makes them
// and notes which promise of holdfast.d.ts an answer broke.
import * as holdfast from '/holdfast/holdfast.js';
import { dice, plain, value } from './values.js';

const { offlineStorage, networkStatus, holdfastServer, rest } = holdfast;
const wanted = new URLSearchParams(location.search);
const space = wanted.get('space');
const release = wanted.get('release');

/** What the two releases declare. Both know the same state. */
const SHAPES = { 1: {}, 2: { byId: 'map', tags: 'value', tasks: 'list' } };

const app = { state: undefined, started: false };
const monkey = {
  open: {},
  broken: [],
  kept: [],
  history: [],
  archives: [],
  file: '',
};

const server = () => holdfastServer({ space });
const snapshot = () => app.state;
const options = {
  space,
  subject: 'ann',
  worker: '/sw.js',
  snapshot,
  restore(state) {
    app.state = state;
  },
  sync: server(),
  state: SHAPES[release],
};

/** The app's state after an edit that a user could make. */
function edited(number) {
  const roll = dice(number);
  const state =
    app.state && typeof app.state === 'object' && !Array.isArray(app.state)
      ? structuredClone(app.state)
      : {
          tasks: [],
          byId: { first: {} },
          tags: [{ id: 'red' }],
          settings: { theme: 'dark' },
          numbered: [{ id: 1 }],
        };
  for (let edits = 1 + roll(3); edits > 0; edits--) {
    const tasks = Array.isArray(state.tasks) ? state.tasks : [];
    const at = roll(tasks.length + 1);
    const kind = roll(9);
    if (kind < 3) {
      tasks.splice(at, 0, {
        id: `t${number}-${edits}`,
        title: plain(number),
        done: false,
      });
    } else if (kind === 3) {
      tasks.splice(at, 1);
    } else if (kind === 4) {
      tasks.push(...tasks.splice(at, 1));
    } else if (kind === 5 && tasks[at]) {
      tasks[at] = {
        ...tasks[at],
        [roll(2) ? 'title' : 'note']: plain(number + edits),
      };
    } else if (kind === 6) {
      state.byId = { ...state.byId, ['k' + roll(5)]: { n: roll(10) } };
    } else if (kind === 7) {
      state.settings = { ...state.settings, theme: plain(number + edits) };
    } else {
      const list = roll(2) ? 'tags' : 'numbered';
      state[list] = [{ id: list === 'tags' ? 'c' + number : number }].concat(state[list] ?? []);
    }
    state.tasks = tasks;
  }
  return state;
}

/** One of the things that an earlier answer named. */
function pick(what, number) {
  const all = {
    conflicts: () => offlineStorage.conflicts.map((entry) => entry.key),
    parked: () => offlineStorage.parked.map((entry) => entry.id),
    history: () => monkey.history,
    archives: () => monkey.archives,
  }[what]();
  return all.length ? all[number % all.length] : 'none';
}

/** The file that was last exported or carried here, or one that is none. */
function file(number) {
  return number % 4 ? new Blob([monkey.file]) : new Blob(['{"format":', String(number)]);
}

/** What TypeScript would say of an answer; empty if it fits. */
function unfit(type, answer) {
  const is = {
    boolean: () => typeof answer === 'boolean',
    string: () => typeof answer === 'string',
    void: () => answer === undefined,
    Unsubscribe: () => typeof answer === 'function',
    Blob: () => answer instanceof Blob,
    Audit: () => typeof answer?.total === 'number',
    StorageRoom: () => typeof answer?.persisted === 'boolean',
    'number | false': () => typeof answer === 'number' || answer === false,
    'number | undefined': () => typeof answer === 'number' || answer === undefined,
    'string | undefined': () => typeof answer === 'string' || answer === undefined,
  };
  const list = type.endsWith('[]') || type.startsWith('Array<');
  const fits = list ? Array.isArray(answer) : (is[type]?.() ?? true);
  return fits ? '' : `answered ${typeof answer} ${String(answer)}, which is no ${type}`;
}

/**
 * Makes a call.
 *
 * @param type what it answers, as holdfast.d.ts says
 * @param mayReject whether an operational failure may reject it
 */
function call(number, text, type, mayReject, make) {
  const broke = (what) => what && monkey.broken.push(`${number}: ${text} ${what}`);
  const named = (error) => `${error?.name} ${error?.code ?? ''} ${error?.message ?? error}`;
  let answer;
  try {
    answer = make();
  } catch (error) {
    broke(error instanceof TypeError || error?.code === 'OWN' ? '' : 'threw ' + named(error));
    return;
  }
  if (!type.startsWith('Promise<')) {
    broke(unfit(type.replace('readonly ', ''), answer));
    if (type === 'Unsubscribe' && number % 2) {
      answer();
      answer();
    }
    return;
  }
  monkey.open[number] = text;
  answer
    .then(
      (got) => {
        broke(unfit(type.slice(8, -1), got));
        learn(text, got);
      },
      (error) => {
        const allowed = error instanceof TypeError || (mayReject && typeof error?.code === 'string');
        broke(allowed || error?.code === 'OWN' ? '' : 'rejected with ' + named(error));
      },
    )
    .finally(() => delete monkey.open[number]);
}

async function learn(text, got) {
  if (text.includes('.history()')) {
    monkey.history = got.map((one) => one.id);
  } else if (text.includes('.archives()')) {
    monkey.archives = got.map((one) => one.id);
  } else if (text.includes('.exportChanges()')) {
    monkey.file = await got.text();
  } else if (text.includes('.loadAppState(') && !text.includes('peek: true') && got !== undefined) {
    app.state = got; // an app goes on from what it was given last
  }
}

/** Writes a document that nobody else ever writes. */
async function keep(number) {
  const id = 'k' + number;
  await offlineStorage.collection('kept').put(id, { id, number });
  monkey.kept.push(id);
}

/** Whether all work is in exactly one state, and the lists show what is counted. Else what is wrong. */
async function wrong() {
  const audit = await offlineStorage.audit();
  const { total, ...states } = audit;
  const sum = Object.values(states).reduce((all, one) => all + one, 0);
  const lists = [
    [offlineStorage.pending.length, audit.queued + audit.inFlight + audit.unknown],
    [offlineStorage.conflicts.length, audit.conflicted],
    [offlineStorage.parked.length, audit.parked],
  ];
  return sum === total && lists.every(([shown, counted]) => shown === counted)
    ? ''
    : `lost a unit: ${JSON.stringify(audit)}, shown ${JSON.stringify(lists)}`;
}

/** Decides all that waits for a decision, takes back what was put aside, and syncs. Whether nothing is left. */
async function finish() {
  for (const { key } of offlineStorage.conflicts) {
    await offlineStorage.resolve(key, 'local');
  }
  for (const { id } of offlineStorage.parked) {
    await offlineStorage.discard(id);
  }
  for (const { id } of await offlineStorage.archives()) {
    await offlineStorage.restoreArchive(id);
  }
  const synced = await offlineStorage.syncLocalChangesToServer();
  return synced && !offlineStorage.hasConflicts && (await offlineStorage.archives()).length === 0;
}

const OWN = Object.assign(new Error('thrown by the app'), { code: 'OWN' });
const throwing = () => {
  throw OWN;
};
Object.assign(window, {
  offlineStorage,
  networkStatus,
  holdfastServer,
  rest,
  app,
  monkey,
  options,
  server,
  snapshot,
});
Object.assign(window, {
  call,
  edited,
  file,
  finish,
  keep,
  pick,
  plain,
  throwing,
  value,
  wrong,
});

await offlineStorage.start(options);
app.started = true;
