// The sync drawer: where the work stands, and save, sync, download and reset as buttons.

import { offlineStorage } from '/holdfast/holdfast.js';
import { app } from './app.js';
import { button, h, icon, iconButton, reconcile } from './dom.js';
import { count, tellAge, tellTime, titleOf } from './model.js';
import { open as openPath } from './route.js';
import { saveNow } from './saving.js';
import { inspectionOf, standing } from './standing.js';
import { toast } from './toast.js';

const glyphs = { decide: 'decide', refused: 'alert', login: 'lock', syncing: 'sync', unsent: 'unsent', synced: 'check' };

let dialog;
let parts;
let onDecide;
let downloading = false;

export function buildDrawer(element, { decide }) {
  dialog = element;
  onDecide = decide;
  parts = {
    hero: h('div', { className: 'hero' }),
    facts: h('dl', { className: 'facts' }),
    conflicts: h('ul', { className: 'entries' }),
    parked: h('ul', { className: 'entries' }),
    pending: h('ul', { className: 'entries' }),
    archives: h('ul', { className: 'entries' }),
    reset: h('div', { className: 'confirm', hidden: true }),
    sync: button('Sync now', { glyph: 'sync', className: 'button main', id: 'sync-now', onclick: syncNow }),
    save: button('Save', { glyph: 'save', id: 'save-now', onclick: save }),
  };
  dialog.replaceChildren(
    h('header', null, h('h2', { id: 'sync-title' }, 'Your work and the server'), iconButton('Close', 'close', { onclick: () => dialog.close() })),
    h('div', { className: 'drawer-body' },
      parts.hero,
      h('div', { className: 'actions' },
        parts.sync,
        parts.save,
        button('Download', { glyph: 'download', id: 'download', title: 'A file with everything here and all unsent changes', onclick: download })),
      parts.facts,
      section('To decide', parts.conflicts),
      section('Refused by the server', parts.parked),
      section('Not sent yet', parts.pending),
      section('Put aside by a reset', parts.archives),
      h('section', { className: 'entries-part last' },
        button('Reset this device …', { glyph: 'reset', className: 'button quiet', id: 'reset', onclick: askReset }), parts.reset)),
  );
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => (parts.reset.hidden = true));
}

const section = (name, list) => h('section', { className: 'entries-part' }, h('h3', null, name), list);

export function openDrawer() {
  showDrawer();
  showArchives();
  if (!dialog.open) dialog.showModal();
}

export function closeDrawer() {
  dialog.close();
}

// ------------------------------------------------------------------------------------------ showing

export function showDrawer() {
  const now = standing();
  parts.hero.className = `hero ${now.tone} ${now.network}`;
  parts.hero.replaceChildren(
    h('span', { className: 'hero-glyph' }, icon(now.offline && (now.tone === 'synced' || now.tone === 'unsent') ? 'offline' : glyphs[now.tone])),
    h('div', null, h('strong', null, now.headline), h('p', null, now.detail)),
  );
  const synced = offlineStorage.lastSyncedTime;
  const failure = offlineStorage.lastError;
  parts.facts.replaceChildren(
    ...fact('Connection', { online: 'Online, the server answers', offline: 'Offline, the server does not answer',
      degraded: 'The server is reached but has trouble', checking: `Checking, last known ${now.offline ? 'offline' : 'online'}` }[now.network]),
    ...fact('Last synced', synced ? tellTime(synced) : 'Never on this device'),
    ...(offlineStorage.hasBrowserSupport ? [] : fact('This browser', 'No offline start here: it needs HTTPS and service workers')),
    ...(failure && failure.at > (synced ?? 0) ? fact('Last failure', `${tellFailure(failure)} (${tellTime(failure.at)})`) : []),
  );
  parts.sync.disabled = offlineStorage.syncState === 'syncing';
  showEntries(parts.conflicts, offlineStorage.conflicts, { glyph: 'decide', tell: () => 'Both sides changed it', act: conflictActions });
  showEntries(parts.parked, offlineStorage.parked, { glyph: 'alert', tell: ({ cause }) => cause?.detail || cause?.code || 'Refused', act: parkedActions });
  const list = offlineStorage.pending;
  const inspections = list.filter(inspectionOf);
  showEntries(parts.pending, inspections.length ? inspections : list, { glyph: 'unsent', tell: tellPending, act: () => [] });
}

function fact(name, words) {
  return [h('dt', null, name), h('dd', null, words)];
}

const failures = {
  OFFLINE: 'no connection', NO_ANSWER: 'the server did not answer', SERVER_BUSY: 'the server is busy', QUOTA: 'the disk is full',
  NEEDS_LOGIN: 'signed out', STATE_NOT_LOADED: 'the inspections were not loaded yet',
};
const tellFailure = ({ code, message }) => failures[code] ?? message;

function tellPending({ state, age, attempts, cause }) {
  const what = { queued: 'Waiting', inFlight: 'On its way', unknown: 'Sent, no answer yet' }[state];
  const tries = attempts > 0 ? `, tried ${count(attempts, 'time')}` : '';
  return `${what} · ${tellAge(age)}${tries}${failures[cause?.code] ? ` · ${failures[cause.code]}` : ''}`;
}

/** What an entry is about, in the user's words. */
function nameOf(entry) {
  if (entry.kind === 'request') return `${entry.method} ${entry.url}`;
  const id = inspectionOf(entry);
  if (id === undefined) return 'Order of the list';
  const inspection = app.find(id);
  return inspection ? titleOf(inspection) : 'A removed inspection';
}

function showEntries(list, entries, { glyph, tell, act }) {
  list.parentElement.hidden = entries.length === 0;
  reconcile(list, entries.slice(0, 50), {
    key: ({ id }) => id,
    make: (entry) => h('li', null, icon(glyph), h('div', null, h('strong', null), h('small', null)), h('div', { className: 'entry-actions' }, act(entry))),
    update: (row, entry) => {
      const [name, words] = row.children[1].children;
      name.textContent = nameOf(entry);
      words.textContent = tell(entry);
    },
  });
}

const conflictActions = ({ key }) => [button('Compare', { className: 'button small main', onclick: () => onDecide(key) })];

function parkedActions(entry) {
  const about = inspectionOf(entry);
  const open = () => {
    closeDrawer();
    openPath(about);
  };
  return [
    about && app.find(about) && button('Open', { className: 'button small', onclick: open }),
    button('Retry', { className: 'button small', onclick: () => offlineStorage.retry(entry.id) }),
    button('Give up', { className: 'button small', onclick: () => offlineStorage.discard(entry.id) }),
  ];
}

async function showArchives() {
  const archives = await offlineStorage.archives();
  parts.archives.parentElement.hidden = archives.length === 0;
  parts.archives.replaceChildren(
    ...archives.map(({ id, at, changes }) =>
      h('li', null, icon('archive'), h('div', null, h('strong', null, count(changes, 'change')), h('small', null, tellTime(at))),
        h('div', { className: 'entry-actions' }, button('Bring back', { className: 'button small', onclick: () => bringBack(id) }))),
    ),
  );
}

// ----------------------------------------------------------------------------------------- actions

async function save() {
  if (await saveNow()) toast('Saved on this device.', { tone: 'good', key: 'save' });
}

async function syncNow() {
  if (!(await saveNow({ quietly: true }))) return;
  const done = await offlineStorage.syncLocalChangesToServer();
  if (done) toast('Everything is on the server.', { tone: 'good', key: 'sync' });
  else if (offlineStorage.conflicts.length) toast('Sent, but some changes need your decision.', { key: 'sync' });
  else toast(`Not sent: ${offlineStorage.lastError ? tellFailure(offlineStorage.lastError) : 'not now'}. Your changes are kept.`, { tone: 'bad', key: 'sync' });
}

async function download() {
  if (downloading) return;
  downloading = true;
  try {
    await offlineStorage.downloadCurrentChanges();
  } finally {
    downloading = false;
  }
}

function askReset() {
  const { unsent, offline } = standing();
  const yes = button('Reset', { className: 'button danger', id: 'reset-yes', onclick: reset });
  parts.reset.replaceChildren(
    h('p', null, 'This device forgets its copy of all inspections and fetches them again from the server.'),
    offline ? h('p', { className: 'warning' }, 'You are offline: the list stays empty until the server answers again.') : '',
    h('p', null, unsent
      ? `${count(unsent, 'unsent change')} will be put aside. You can bring ${unsent === 1 ? 'it' : 'them'} back from here.`
      : 'Nothing is unsent, so nothing of yours is affected.'),
    h('div', { className: 'confirm-buttons' }, button('Keep everything', { onclick: () => (parts.reset.hidden = true) }), yes),
  );
  parts.reset.hidden = false;
  parts.reset.scrollIntoView({ block: 'end', behavior: 'smooth' });
  yes.focus();
}

async function reset() {
  parts.reset.hidden = true;
  await saveNow({ quietly: true });
  await offlineStorage.resetVersions();
  app.forget();
  await showArchives();
  await offlineStorage.syncLocalChangesToServer();
}

async function bringBack(id) {
  if (await offlineStorage.restoreArchive(id)) toast('Your changes are back.', { tone: 'good' });
  else toast('They could not be brought back now. They stay here.', { tone: 'bad' });
  await showArchives();
}
