// This device: its switch for the network, a second device beside it, installing, importing, and a reset.

import { networkStatus, offlineStorage } from '/holdfast/holdfast.js';
import { app } from './app.js';
import { button, h, icon } from './dom.js';
import { count, tellTime } from './model.js';
import { saveNow } from './saving.js';

const parts = {};
const workers = navigator.serviceWorker;
const thisMachine = ['localhost', '127.0.0.1'];

export function buildDevice(root, switchButton) {
  parts.switch = switchButton;
  parts.archives = h('ul', { className: 'entries' });
  parts.put = h('section', { className: 'entries-part', hidden: true }, h('h3', null, 'Put aside by a reset'), parts.archives);
  parts.reset = h('div', { className: 'confirm', hidden: true });
  parts.told = h('p', { className: 'hint told', role: 'status' }); // here, since the panel covers the toasts
  parts.untrusted = untrusted();
  parts.install = button('Install the app', { glyph: 'phone', id: 'install', onclick: install });
  parts.file = h('input', { type: 'file', id: 'import-file', accept: '.json,application/json', hidden: true, onchange: importFile });
  root.append(
    parts.put,
    h('section', { className: 'entries-part' },
      parts.untrusted,
      h('div', { className: 'device-buttons' },
        parts.install,
        button('Import a file', { glyph: 'upload', id: 'import', onclick: () => parts.file.click() }), parts.file,
        thisMachine.includes(location.hostname)
          ? button('Open a second device', { glyph: 'pair', id: 'second', onclick: openSecond })
          : '',
        parts.told),
      button('Reset this device …', { glyph: 'reset', className: 'button quiet', id: 'reset', onclick: askReset }),
      parts.reset,
      h('a', { className: 'inspector-link', href: '/holdfast/inspector.html', target: 'inspector' }, 'For developers: the inspector')),
  );
  showInstall();
  showTrust();
  offlineStorage.addEventListener('error', showTrust); // the worker may fail after the start
  parts.switch.onclick = () => turn(!parts.off);
  workers?.addEventListener('controllerchange', askSwitch);
  askSwitch();
  showArchives();
}

// ------------------------------------------------------------------------------ the network's switch

/** Tells the worker, or asks it if `off` is undefined. Resolves to whether this device is switched off. */
function tellWorker(off) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    workers.controller.postMessage({ type: 'network', off }, [port2]);
  });
}

async function askSwitch() {
  if (workers?.controller) showSwitch(await tellWorker());
}

async function turn(off) {
  showSwitch(await tellWorker(off));
  await networkStatus.check();
}

function showSwitch(off) {
  parts.switch.disabled = false;
  parts.off = off;
  parts.switch.title = off ? 'Gives this device its network back' : 'Takes the network from this device';
  parts.switch.replaceChildren(icon(off ? 'offline' : 'cloud'), h('span', null, off ? 'Go online' : 'Go offline'));
}

const untrusted = () =>
  h('p', { className: 'hint', hidden: true }, 'This browser does not trust the certificate of this address, so it does not start the app offline. ',
    h('a', { href: '/holdfast/lan.crt' }, 'Download the certificate'), ', install it in the settings of this device, and open the app again.');

function showTrust() {
  if (location.protocol === 'https:' && offlineStorage.lastError?.code === 'NO_SUPPORT') parts.untrusted.hidden = false;
}

// --------------------------------------------------------------------------------- the second device

/**
 * The same app in a window beside this one, under the other name of this machine. For a browser that is another origin, with
 * a storage, a worker and a switch of its own. All that the two share is the server.
 */
function openSecond() {
  const hostname = thisMachine.find((name) => name !== location.hostname);
  const left = Math.max(0, screen.availWidth - 480);
  open(Object.assign(new URL('/', location.href), { hostname }), 'second', `popup,width=480,height=${screen.availHeight},left=${left}`);
}

// ------------------------------------------------------------------------------ installing the app

let offer; // of the browser: it makes one if the app can be installed and is not

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // no banner of the browser's own
  offer = event;
  showInstall();
});
addEventListener('appinstalled', () => {
  offer = undefined;
  showInstall();
});

function showInstall() {
  if (parts.install) parts.install.hidden = !offer;
}

async function install() {
  const asked = offer;
  offer = undefined; // it counts once
  showInstall();
  await asked.prompt();
}

// -------------------------------------------------------------------------------- importing a file

async function importFile() {
  const [file] = parts.file.files;
  if (!file) return;
  parts.told.textContent = ''; // so that the same words are heard again
  parts.file.value = ''; // so that the same file can be chosen again
  await saveNow({ quietly: true });
  if (await offlineStorage.importChanges(file)) {
    const sent = networkStatus.current === 'offline' ? ' They are sent when the server answers again.' : '';
    parts.told.textContent = `The changes in “${file.name}” are on this device now.${sent}`;
  } else {
    parts.told.textContent = `“${file.name}” was not imported. ${tellImport(offlineStorage.lastError?.code)} Nothing here has changed.`;
  }
}

function tellImport(code) {
  if (code === 'BAD_IMPORT') return 'It is no file that “Save a file” has made here, or it is damaged or incomplete.';
  if (code === 'QUOTA') return 'This device is full.';
  return 'The storage of this browser does not answer.';
}

// ---------------------------------------------------------------------------------------- the reset

async function showArchives() {
  const archives = await offlineStorage.archives();
  parts.put.hidden = archives.length === 0;
  parts.archives.replaceChildren(
    ...archives.map(({ id, at, changes }) =>
      h('li', null, icon('archive'), h('div', null, h('strong', null, count(changes, 'change')), h('small', null, tellTime(at))),
        h('div', { className: 'entry-actions' }, button('Bring back', { className: 'button small', onclick: () => bringBack(id) }))),
    ),
  );
}

function askReset() {
  const unsent = offlineStorage.pending.length;
  const yes = button('Reset', { className: 'button danger', id: 'reset-yes', onclick: reset });
  parts.reset.replaceChildren(
    h('p', null, 'This device forgets its copy of all inspections and fetches them again from the server.'),
    networkStatus.current === 'offline'
      ? h('p', { className: 'warning' }, 'You are offline: the list stays empty until the server answers again.')
      : '',
    h('p', null, unsent
      ? `${count(unsent, 'unsent change')} will be put aside. You can bring ${unsent === 1 ? 'it' : 'them'} back from here.`
      : 'Nothing is unsent, so nothing of yours is affected.'),
    h('div', { className: 'confirm-buttons' }, button('Keep everything', { onclick: () => (parts.reset.hidden = true) }), yes),
  );
  parts.reset.hidden = false;
  parts.reset.scrollIntoView({ block: 'end' });
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
  const back = await offlineStorage.restoreArchive(id);
  parts.told.textContent = back ? 'Your changes are back.' : 'They could not be brought back now. They stay here.';
  await showArchives();
}
