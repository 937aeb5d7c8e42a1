// Rounds: site inspections. This file ties the views to Holdfast.

import { holdfastServer, networkStatus, offlineStorage } from '/holdfast/holdfast.js';
import { app } from './app.js';
import { buildDetail, focusTitle, showDetail } from './detail.js';
import { buildDevice } from './device.js';
import { buildList, showList } from './list.js';
import { readMarks } from './marks.js';
import { isoDay, titleOf } from './model.js';
import { close, open, openInspection } from './route.js';
import { saveNow, saveSoon, saveWaiting } from './saving.js';
import { buildToasts, endToast, toast } from './toast.js';
import { buildWork, showWork } from './work.js';

const byId = (id) => document.getElementById(id);

// ------------------------------------------------------------------------------------- the views

let frame;

/** Updates all views, once before the next frame. */
function render() {
  frame ??= requestAnimationFrame(() => {
    frame = undefined;
    readMarks();
    showList();
    showDetail(openInspection());
  });
}

function follow() {
  const id = openInspection();
  byId('desk').classList.toggle('open', id !== undefined);
  const inspection = id && app.find(id);
  document.title = inspection ? `${titleOf(inspection)} · Rounds` : 'Rounds: site inspections';
  render();
}

function beginNew() {
  const lastUsed = app.find(openInspection())?.inspector ?? '';
  open(app.add(isoDay(new Date()), lastUsed));
  requestAnimationFrame(() => requestAnimationFrame(focusTitle));
}

/** Opens the view that explains the mark of an inspection. */
function explain(id, mark) {
  endToast('conflict');
  showWork(mark === 'conflict' ? id : undefined);
}

buildToasts(byId('toasts'));
buildList(byId('list'), { onNew: beginNew });
buildDetail(byId('detail'), { decide: explain });
buildWork(document.body);

app.subscribe(render);
addEventListener('hashchange', follow);
addEventListener('keydown', (event) => {
  const typing = event.target.matches('input, textarea, select');
  if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    saveNow().then((saved) => saved && toast('Saved on this device.', { tone: 'good', key: 'save' }));
  } else if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('holdfast-status[open]')) {
    return;
  } else if (event.key === '/') {
    event.preventDefault();
    byId('search').focus();
  } else if (event.key === 'n') {
    event.preventDefault();
    beginNew();
  } else if (event.key === 'Escape' && openInspection()) {
    close();
  }
});

// ---------------------------------------------------------------------------------------- Holdfast

app.onEdit = saveSoon;
addEventListener('focusout', saveWaiting);
addEventListener('pagehide', saveWaiting);
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && saveWaiting());

offlineStorage.setSnapshotFn(() => app.state);
offlineStorage.defineSync(holdfastServer({ space: 'demo' }));
offlineStorage.subscribe(render);
networkStatus.subscribe(render);
offlineStorage.addEventListener('conflict', ({ key }) => {
  toast('Someone else changed the same fields as you.', { action: ['Compare', () => explain(key.split('/')[1], 'conflict')], key: 'conflict' });
});

let workedOffline = false;
const noteWork = () => {
  if (networkStatus.current === 'offline') workedOffline = offlineStorage.hasConflicts;
};
networkStatus.subscribe(noteWork);
offlineStorage.subscribe(noteWork);
offlineStorage.addEventListener('sync', ({ ok }) => {
  if (!ok || !workedOffline || offlineStorage.hasConflicts) return;
  workedOffline = false;
  toast('Back online. Everything you did is on the server.', { tone: 'good', key: 'sync' });
});

follow();
await offlineStorage.start({
  worker: '/sw.js',
  space: 'demo',
  state: { inspections: 'list' },
  restore: (state) => app.show(state),
});
follow();
buildDevice(byId('device'), byId('network'));
