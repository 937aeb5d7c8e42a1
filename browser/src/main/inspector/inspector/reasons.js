// Why nothing is sent, in one sentence: from what lies on disk, what the tabs say to each other, and what a page tells.
//
// A sentence has numbers, codes and times in it, and nothing of what people wrote: the report has it too. What names
// documents or quotes the server is evidence.

const LOCK_LONG = 5000;
const UNTRIED = 2000;

const many = (count, one, more = one + 's') => `${count} ${count === 1 ? one : more}`;
const seconds = ms => many(Math.max(0, Math.round(ms / 1000)), 'second');
const isCode = code => typeof code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(code);

/** The code that a request's cause begins with. */
export const codeOf = cause => {
  const text = typeof cause === 'string' ? cause.split(': ')[0] : cause && cause.code;
  return isCode(text) ? text : '';
};

/** A cause in words: its code, and what is known besides. */
export const detailOf = cause => {
  if (!cause || typeof cause === 'string') return cause || '';
  return String(cause.detail).startsWith(cause.code)
    ? cause.detail
    : `${cause.code}: ${cause.detail}`;
};

/** The subject's unfinished work: people's changes and their requests. */
export const workOf = (space, queue) => {
  const { entries = [], subject = '' } = space || {};
  const changes = entries.filter(one => !one.ours);
  const asked = ((queue && queue.entries) || []).filter(
    one => !one.subject || one.subject === subject,
  );
  const isPending = one => one.state !== 'parked' && one.state !== 'conflicted';
  return {
    changes: changes.filter(isPending),
    conflicts: changes.filter(one => one.state === 'conflicted'),
    parkedChanges: changes.filter(one => one.state === 'parked'),
    requests: asked.filter(isPending),
    parkedRequests: asked.filter(one => one.state === 'parked'),
  };
};

const amount = work =>
  [
    work.changes.length && many(work.changes.length, 'change'),
    work.requests.length && many(work.requests.length, 'request'),
  ]
    .filter(Boolean)
    .join(' and ');

const decisions = work => {
  const parked = work.parkedChanges.length + work.parkedRequests.length;
  return [
    work.conflicts.length && `${many(work.conflicts.length, 'conflict')} to decide`,
    parked && `${many(parked, 'refused change')} to retry or discard`,
  ]
    .filter(Boolean)
    .join(', and ');
};

const REFUSALS = {
  SPACE_FORBIDDEN:
    'This subject may not use this space any more: the local copy was removed, and unsent work is in an archive.',
  MIGRATION_FAILED:
    'The app could not bring its data to its present form, so nothing is sent until it can.',
  NO_RESOURCE: 'A collection has no URL in rest(), so its changes cannot be sent.',
  TOO_LARGE: 'The server takes nothing this large.',
  REFUSED: 'The server refuses what it is sent, and trying again would not help.',
};

const FAILURES = {
  NO_ANSWER: 'the server did not answer',
  SERVER_BUSY: 'the server answered that it is busy or broken',
  NOT_NOW: "the app's sync function said: not now",
  QUOTA: 'the disk is full, so the answer could not be stored',
  STORE_FAILED: 'the browser could not store the answer',
};

/** Each situation: a code, a sentence, and what shows it; or undefined. The first that holds is the headline. */
const SITUATIONS = [
  ({ support }) =>
    !support.database && {
      code: 'STORAGE_BLOCKED',
      sentence:
        'The browser gives this site no storage, so no work is kept here and none can wait.',
      evidence: [['indexedDB', 'not available to this page']],
    },
  ({ space, queue }) =>
    ((space && space.newer) || (queue && queue.newer)) && {
      code: 'NEWER_DATA',
      sentence:
        'A newer release of Holdfast wrote this data: older pages leave it alone until they are loaded anew.',
      evidence: [['layout', String((space && space.newer) || queue.newer)]],
    },
  ({ space }) =>
    space &&
    space.meta &&
    space.meta.sealed && {
      code: 'SEALED',
      sentence:
        'Who worked here has signed out: the unsent work is sealed, and goes on when the same subject signs in again.',
      evidence: [['archives', String(space.archive)]],
    },
  ({ space, told }) =>
    ((told && told.error && told.error.code === 'NEWER_STATE') ||
      (space &&
        space.meta &&
        space.meta.serverSchema > space.meta.schema &&
        space.meta.schema > 0)) && {
      code: 'NEWER_STATE',
      sentence:
        "A newer release of the app has changed the form of the data: this page's release may neither save nor send until it is loaded anew.",
      evidence: [
        ['schema of the data', `${space && space.meta ? space.meta.serverSchema : '?'}`],
        ['schema here', `${space && space.meta ? space.meta.schema : '?'}`],
      ],
    },
  ({ told, state }) =>
    state === 'blocked' && {
      code: (told && told.error && codeOf(told.error)) || 'BLOCKED',
      sentence:
        (told && told.error && REFUSALS[told.error.code]) ||
        'The last sync failed for good: trying again would not help, so nothing more is tried.',
      evidence: told && told.error ? [['lastError', told.error.message]] : [],
    },
  ({ work, waiting }) =>
    !waiting &&
    decisions(work) && {
      code: 'DECISION',
      sentence: `Nothing waits to be sent, but somebody has to decide: ${decisions(work)}.`,
      evidence: evidenceOf([...work.conflicts, ...work.parkedChanges, ...work.parkedRequests]),
    },
  ({ waiting, space, told }) =>
    !waiting && {
      code: 'NOTHING_WAITS',
      sentence: 'Everything is sent: nothing waits on this device.',
      evidence: lastSynced(space, told),
    },
  ({ work, verdict, onLine }) =>
    isOffline(verdict, onLine) && {
      code: 'OFFLINE',
      sentence: `The server cannot be reached, so ${amount(work)} ${isOne(work) ? 'waits' : 'wait'}: ${offlineSince(onLine)}.`,
      evidence: verdictOf(verdict, onLine),
    },
  ({ work, state, told }) => {
    const codes = [...work.changes, ...work.requests].map(one => codeOf(one.cause));
    const wrong =
      codes.includes('WRONG_SUBJECT') ||
      (told && told.error && told.error.code === 'WRONG_SUBJECT');
    return (
      (state === 'needsLogin' || codes.includes('NEEDS_LOGIN') || wrong) && {
        code: wrong ? 'WRONG_SUBJECT' : 'NEEDS_LOGIN',
        sentence: wrong
          ? `The server says that somebody else is signed in: ${amount(work)} ${isOne(work) ? 'waits' : 'wait'} for the subject that made ${isOne(work) ? 'it' : 'them'}.`
          : `The server asks who it is: ${amount(work)} ${isOne(work) ? 'waits' : 'wait'} until the same subject is signed in again.`,
        evidence: evidenceOf([...work.changes, ...work.requests]),
      }
    );
  },
  ({ told }) =>
    told &&
    told.error &&
    told.error.code === 'NOT_LOADED' && {
      code: 'NOT_LOADED',
      sentence:
        'A script of Holdfast could not be loaded, so nothing is sent until it can: it is tried again.',
      evidence: [['lastError', told.error.message]],
    },
  ({ work, told, now }) =>
    work.changes.length > 0 &&
    told &&
    told.state === 'idle' &&
    told.detail === 'online' &&
    now - told.since > UNTRIED && {
      code: 'NO_SYNC',
      sentence: `The server can be reached and nothing is tried: the app has defined no way to sync, so ${many(work.changes.length, 'change')} can only wait.`,
      evidence: [
        [
          'what would change that',
          'defineSync(holdfastServer({ space })), rest({ collections }) or a function',
        ],
        ['idle since', time(told.since)],
      ],
    },
  ({ work, leader, now, waiters }) =>
    leader && {
      code: now - leader.since > LOCK_LONG ? 'LEADER_HOLDS' : 'SENDING',
      sentence:
        now - leader.since > LOCK_LONG
          ? `One tab has been syncing for ${seconds(now - leader.since)}, and all others wait for it${waiters ? `: ${many(waiters, 'tab')} now` : ''}.`
          : `${amount(work)} ${isOne(work) ? 'is' : 'are'} being sent now, by one tab for all.`,
      evidence: [
        ['leader', leader.page || leader.client],
        ['lock held since', time(leader.since)],
      ],
    },
  ({ work, told, postponed, now }) => {
    const failed = work.changes.map(one => codeOf(one.cause)).find(Boolean);
    const code = (told && told.state === 'waiting' && told.error && codeOf(told.error)) || failed;
    const left = postponed && postponed.at + postponed.wait - now;
    return (
      code && {
        code,
        sentence: `The last attempt failed, since ${FAILURES[code] || `of ${code}`}${
          left > 500 ? `; the next is due in ${seconds(left)}` : '; it is tried again by itself'
        }.`,
        evidence: [
          ...(told && told.error ? [['lastError', told.error.message]] : []),
          ...evidenceOf(work.changes),
        ],
      }
    );
  },
  ({ work, space }) => {
    const decided = new Set([...work.conflicts, ...work.parkedChanges].map(one => one.key));
    return (
      space &&
      work.changes.length > 0 &&
      work.changes.every(one => decided.has(one.key)) && {
        code: 'BEHIND_DECISION',
        sentence: `${many(work.changes.length, 'change')} of documents that need a decision ${work.changes.length === 1 ? 'waits' : 'wait'} behind it: ${decisions(work)}.`,
        evidence: evidenceOf([...work.conflicts, ...work.parkedChanges]),
      }
    );
  },
  ({ work, worker, installFailed, onlyRequests }) =>
    onlyRequests &&
    !(worker && worker.active) && {
      code: installFailed ? 'INSTALL_FAILED' : 'NO_WORKER',
      sentence: installFailed
        ? `The worker could not be installed, and only it sends queued requests: ${many(work.requests.length, 'request')} ${isOne(work) ? 'waits' : 'wait'}.`
        : `No worker is active here, and only a worker sends queued requests: ${many(work.requests.length, 'request')} ${isOne(work) ? 'waits' : 'wait'}.`,
      evidence: installFailed ? [['install', installFailed.text]] : [],
    },
  ({ work, onlyRequests, now }) => {
    const pauses = work.requests.map(one => one.notBefore || 0);
    const until = Math.min(...pauses);
    return (
      onlyRequests &&
      until > now && {
        code: 'RETRY_AFTER',
        sentence: `The server asked for a pause (Retry-After): ${amount(work)} ${isOne(work) ? 'goes' : 'go'} on in ${seconds(until - now)}.`,
        evidence: evidenceOf(work.requests),
      }
    );
  },
  ({ onlyRequests, noProbe, verdict }) =>
    onlyRequests &&
    noProbe &&
    !(verdict && verdict.verified) && {
      code: 'NO_PROBE',
      sentence:
        'Nothing answers the probe, so the worker cannot know that the server is there: name a path that does with holdfast.ping().',
      evidence: [['said', noProbe.text]],
    },
  ({ work, told }) =>
    work.requests.some(one => codeOf(one.cause)) && {
      code: codeOf(work.requests.find(one => codeOf(one.cause)).cause),
      sentence: `The last attempt of ${many(work.requests.length, 'request')} failed, and the worker tries again by itself.`,
      evidence: evidenceOf(work.requests),
    },
  ({ work, seen }) =>
    !seen && {
      code: 'NO_PAGE',
      sentence: `${amount(work)} ${isOne(work) ? 'waits' : 'wait'}, and no page of the app has been seen at work since this inspector was opened: only an open page sends changes.`,
      evidence: [],
    },
  ({ work }) => ({
    code: 'DUE',
    sentence: `${amount(work)} ${isOne(work) ? 'waits' : 'wait'} for the next attempt, which comes by itself.`,
    evidence: evidenceOf([...work.changes, ...work.requests]),
  }),
];

/** What is wrong besides: it need not be why work waits. */
const BESIDES = [
  ({ installFailed }) =>
    installFailed && {
      code: 'INSTALL_FAILED',
      sentence:
        'A release of the app could not be installed; the release before goes on, and it is tried again.',
      evidence: [['install', installFailed.text]],
    },
  ({ waiting, verdict, onLine }) =>
    !waiting &&
    isOffline(verdict, onLine) && {
      code: 'OFFLINE',
      sentence: `The server cannot be reached, so no news comes: ${offlineSince(onLine)}.`,
      evidence: verdictOf(verdict, onLine),
    },
  ({ state, waiting }) =>
    !waiting &&
    state === 'needsLogin' && {
      code: 'NEEDS_LOGIN',
      sentence: 'The server asks who it is: until the subject is signed in again, no news comes.',
      evidence: [],
    },
  ({ told, room }) =>
    ((told && told.error && told.error.code === 'QUOTA') ||
      (room && room.quota - room.usage < Math.min(room.quota / 10, 1e8))) && {
      code: 'QUOTA',
      sentence:
        'The disk is full, or nearly so: writes may be refused, and what is kept already goes on being sent.',
      evidence: [['used', room && room.quota ? `${room.usage} of ${room.quota} bytes` : 'unknown']],
    },
  ({ queue, space }) => {
    const others = ((queue && queue.entries) || []).filter(
      one => one.subject && one.subject !== (space && space.subject),
    ).length;
    return (
      others > 0 && {
        code: 'OTHER_SUBJECT',
        sentence: `${many(others, 'request')} of other subjects ${others === 1 ? 'waits' : 'wait'} until ${others === 1 ? 'its' : 'their'} subject is signed in.`,
        evidence: [],
      }
    );
  },
  ({ space, queue }) =>
    ((space && space.damaged) || (queue && queue.damaged)) > 0 && {
      code: 'DAMAGED',
      sentence: `${many((space && space.damaged) || queue.damaged, 'record')} could not be read and ${((space && space.damaged) || queue.damaged) === 1 ? 'was' : 'were'} set aside; all else goes on.`,
      evidence: [],
    },
  ({ worker }) =>
    worker &&
    worker.waiting && {
      code: 'UPDATE_WAITS',
      sentence:
        'A new release of the app is installed and waits until every page of the old one is closed; this inspector counts as a page.',
      evidence: [],
    },
  ({ work, waiting }) =>
    waiting &&
    decisions(work) && {
      code: 'DECISION',
      sentence: `Besides, somebody has to decide: ${decisions(work)}.`,
      evidence: evidenceOf([...work.conflicts, ...work.parkedChanges, ...work.parkedRequests]),
    },
];

const isOne = work => work.changes.length + work.requests.length === 1;
const time = at => (at ? new Date(at).toLocaleTimeString() : 'unknown');

const isOffline = (verdict, onLine) => (verdict ? verdict.current === 'offline' : !onLine);

const offlineSince = onLine =>
  onLine ? 'its probe was not answered by our server' : 'the browser says that there is no network';

const verdictOf = (verdict, onLine) => [
  ...(verdict
    ? [
        ['verdict', `${verdict.detail}, ${verdict.by}`],
        ['found at', time(verdict.at)],
      ]
    : []),
  ['navigator.onLine', String(onLine)],
];

const lastSynced = (space, told) => {
  const at = (told && told.lastSynced) || (space && space.meta && space.meta.lastSynced);
  return [['last sync', at ? new Date(at).toLocaleString() : 'never']];
};

const evidenceOf = entries =>
  entries
    .slice(0, 5)
    .map(one => [
      one.key && one.url ? `${one.method} ${one.url}` : one.key,
      [one.state, one.attempts ? `${many(one.attempts, 'attempt')}` : '', detailOf(one.cause)]
        .filter(Boolean)
        .join(', '),
    ]);

/** The situations that hold, the headline first: `{ code, sentence, evidence: [[name, text]] }`. */
export const reasonsOf = facts => {
  const work = workOf(facts.space, facts.queue);
  const waiting = work.changes.length + work.requests.length > 0;
  const all = {
    ...facts,
    work,
    waiting,
    onlyRequests: waiting && !work.changes.length,
    state: facts.told ? facts.told.state : facts.postponed && facts.postponed.state,
  };
  const holds = list => list.map(one => one(all)).filter(Boolean);
  const headline = holds(SITUATIONS)[0];
  return [headline, ...holds(BESIDES).filter(one => one.code !== headline.code)];
};
