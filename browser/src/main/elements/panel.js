// What is inside the panel of <holdfast-status>. It loads when the panel is first opened.
import { networkStatus, offlineStorage } from '../holdfast.js';
import { make } from './base.js';

const MOST = 50;

/** Which text tells a failure. Any other code is `failOther`. */
const failures = {
  OFFLINE: 'failAnswer',
  NO_ANSWER: 'failAnswer',
  SERVER_BUSY: 'failBusy',
  NOT_NOW: 'failBusy',
  TOO_MANY: 'failBusy',
  NEEDS_LOGIN: 'failLogin',
  WRONG_SUBJECT: 'failLogin',
  SPACE_FORBIDDEN: 'failAccess',
  QUOTA: 'failFull',
  STORE_FAILED: 'failStore',
  STORE_CLOSED: 'failStore',
  EVICTED: 'failStore',
  NEWER_STATE: 'failVersion',
  NEWER_DATA: 'failVersion',
};

export const texts = {
  decideHint: 'Someone else changed the same. Both versions are kept.',
  loginHint: 'Your changes stay on this device until then.',
  syncingHint: 'You can go on working.',
  unsentHint: 'Saved on this device. It is sent in a moment.',
  offlineHint: 'Saved on this device. It is sent by itself when the server answers again.',
  syncedHint: 'Nothing waits on this device.',
  workOn: 'You can go on working. Changes are kept on this device.',
  lastSynced: 'Last synced',
  never: 'Never on this device',
  problem: 'Last problem',
  noSupport: 'This browser does not start the app without a network.',
  syncNow: 'Sync now',
  saveFile: 'Save a file',
  notSent: 'Not sent now. Your changes are kept.',
  notSentYet: 'Not sent yet',
  queued: 'Waiting',
  inFlight: 'On its way',
  unknown: 'Sent, no answer yet',
  more: 'and {n} more',
  failAnswer: 'The server does not answer.',
  failBusy: 'The server is busy. It is tried again.',
  failLogin: 'Nobody is signed in, or somebody else.',
  failAccess: 'You have no access any more. Your work is kept.',
  failFull: 'This device is full.',
  failStore: 'This browser cannot store anything now.',
  failVersion: 'There is a newer version. Load the page anew.',
  failOther: 'Something went wrong. Your changes are kept.',
};

export const css = `
[part~=standing]{padding:14px 16px;border-inline-start:4px solid var(--accent);border-radius:var(--round);background:var(--sunken)}
.unsent [part~=standing],.login [part~=standing]{border-color:var(--warn)}
.decide [part~=standing],.refused [part~=standing],.blocked [part~=standing]{border-color:var(--bad)}
progress{width:100%;margin-top:8px;accent-color:var(--accent)}
[part~=note]{min-height:1.4em;margin-top:6px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin-block:8px 16px}
dt,small{color:var(--quiet)}
dd{text-align:end;overflow-wrap:anywhere}
li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 12px;padding-block:7px;border-top:1px solid var(--line);
overflow-wrap:anywhere}
[part~=pending]{margin-bottom:16px}
`;

let isSaving = false;

function failure(element, error) {
  return element.ask('failureText', error) || element.say(failures[error.code] || 'failOther');
}

function hint(element, tone) {
  if (tone === 'blocked') return failure(element, offlineStorage.lastError);
  const isOffline = networkStatus.current === 'offline';
  const other = isOffline && { unsent: 'offlineHint', synced: 'workOn' }[tone];
  return element.say(other || `${tone}Hint`);
}

/** How it stands: `now` says it in short, and `progress` how far a sync is, if it is a long one. */
export function drawStanding(element, now, progress) {
  const { lastSyncedTime, lastError, hasBrowserSupport } = offlineStorage;
  const problem =
    lastError &&
    lastError.at > (lastSyncedTime || 0) &&
    now.tone !== 'login' &&
    now.tone !== 'blocked';
  const fact = (name, words) => [make('dt', null, name), make('dd', null, words)];
  return make(
    'div',
    { 'data-key': 'standing' },
    make(
      'div',
      { part: 'standing' },
      make('strong', { part: 'headline' }, now.head),
      make('p', { part: 'hint' }, hint(element, now.tone)),
      progress &&
        make('progress', {
          part: 'progress',
          max: progress.total,
          value: progress.done,
          'aria-label': element.say('syncing'),
        }),
    ),
    make(
      'div',
      { part: 'buttons' },
      now.tone === 'login' &&
        element.answers.signIn &&
        element.button(element.say('signIn'), () => element.answers.signIn(), 'primary'),
      element.button(
        element.say('syncNow'),
        () => sync(element),
        now.tone === 'login' ? '' : 'primary',
      ),
      element.button(element.say('saveFile'), () => save()),
    ),
    make('p', { part: 'note', role: 'status' }, element.note),
    make(
      'dl',
      { part: 'facts' },
      fact(
        element.say('lastSynced'),
        lastSyncedTime ? element.time(lastSyncedTime) : element.say('never'),
      ),
      problem ? fact(element.say('problem'), failure(element, lastError)) : [],
      hasBrowserSupport ? [] : fact(element.say('problem'), element.say('noSupport')),
    ),
  );
}

/** The list of what is not sent yet. */
export function drawPending(element, all) {
  if (!all.length) return null;
  return make(
    'div',
    { part: 'pending', 'data-key': 'pending' },
    make('div', { role: 'heading', 'aria-level': 3 }, element.say('notSentYet')),
    make(
      'ul',
      { role: 'list' },
      all
        .slice(0, MOST)
        .map(entry =>
          make(
            'li',
            { 'data-key': entry.id, part: 'entry' },
            make('bdi', { part: 'name' }, element.nameOf(entry)),
            make('small', null, element.say(entry.state)),
          ),
        ),
      all.length > MOST &&
        make('li', { 'data-key': 'more' }, element.say('more', { n: all.length - MOST })),
    ),
  );
}

async function sync(element) {
  element.note = '';
  const done = await offlineStorage.syncLocalChangesToServer();
  element.note = element.say(done ? 'syncedHead' : 'notSent');
  element.update();
}

async function save() {
  if (isSaving) return;
  isSaving = true;
  await offlineStorage.downloadCurrentChanges();
  isSaving = false;
}
