// A conflict, side by side: for each field that both sides changed, the user takes mine, theirs, or a new text.

import { offlineStorage } from '/holdfast/holdfast.js';
import { button, h, icon, iconButton } from './dom.js';
import { count, tellPath, tellValue, titleOf } from './model.js';
import { endToast, toast } from './toast.js';

let dialog;

export function buildDecide(element) {
  dialog = element;
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
}

/** Opens the choice for the conflict with that key. Does nothing if it is gone. */
export function openDecide(key) {
  const conflict = offlineStorage.conflicts.find((entry) => entry.key === key);
  if (!conflict) return;
  const wasDeleted = conflict.local === undefined || conflict.server === undefined;
  dialog.replaceChildren(...(wasDeleted ? deletion(conflict) : fields(conflict)));
  dialog.dataset.key = key;
  endToast('conflict');
  if (!dialog.open) dialog.showModal();
}

/** Closes the choice if its conflict was decided elsewhere. */
export function showDecide() {
  if (dialog.open && !offlineStorage.conflicts.some(({ key }) => key === dialog.dataset.key)) dialog.close();
}

const heading = (name, words) =>
  h('header', null, h('div', null, h('h2', { id: 'decide-title' }, name), h('p', null, words)), iconButton('Decide later', 'close', { onclick: () => dialog.close() }));

async function settle(key, choice) {
  const kept = await offlineStorage.resolve(key, choice);
  if (!kept) return toast('The decision could not be saved. Nothing changed.', { tone: 'bad' });
  dialog.close();
  toast('Decided. It goes to the server by itself.', { tone: 'good' });
  const next = offlineStorage.conflicts.find((entry) => entry.key !== key);
  if (next) openDecide(next.key);
}

/** The choice if one side removed the inspection and the other changed it. */
function deletion({ key, base, local, server }) {
  const mineRemoved = local === undefined;
  const kept = mineRemoved ? server : local;
  return [
    heading(titleOf(kept), mineRemoved ? 'You removed it while someone else changed it.' : 'Someone else removed it while you changed it.'),
    h('div', { className: 'choose-body' },
      h('dl', { className: 'facts' },
        changesOf(base, kept).flatMap(([path, value]) => [h('dt', null, tellPath(path, [kept])), h('dd', null, tellValue(path, value))]))),
    h('footer', null,
      button('Remove it', { glyph: 'trash', onclick: () => settle(key, mineRemoved ? 'local' : 'server') }),
      button(mineRemoved ? 'Keep theirs' : 'Keep mine', { glyph: 'check', className: 'button main', onclick: () => settle(key, mineRemoved ? 'server' : 'local') })),
  ];
}

/** The top fields of `value` that differ from `base`, as paths with their values. */
function changesOf(base, value) {
  return Object.keys(value)
    .filter((field) => JSON.stringify(base?.[field]) !== JSON.stringify(value[field]))
    .map((field) => [`/${field}`, value[field]]);
}

/** The choice if both sides changed fields. */
function fields({ key, base, local, server, paths, merged }) {
  const sides = [local, server, base];
  const choices = paths.map((place) => makeChoice(place, sides));
  const mergedByItself = changesOf(base, merged).filter(([path]) => !paths.some((place) => place.path === path || place.path.startsWith(`${path}/`)));
  const settleChosen = () => settle(key, choices.reduce((value, { path, chosen }) => withValue(value, path, chosen()), structuredClone(merged)));
  return [
    heading(titleOf(local), paths.length === 1 ? 'You and someone else changed the same field.' : 'You and someone else changed the same fields. Choose for each.'),
    h('div', { className: 'choose-body' },
      choices.map(({ element }) => element),
      mergedByItself.length
        ? h('p', { className: 'by-itself' }, icon('check'),
            `${mergedByItself.map(([path]) => tellPath(path, sides)).join(', ')}: ${count(mergedByItself.length, 'change')} without contradiction, kept.`)
        : null),
    h('footer', null,
      button('All mine', { onclick: () => settle(key, 'local') }),
      button('All theirs', { onclick: () => settle(key, 'server') }),
      button('Use these', { glyph: 'check', className: 'button main', id: 'decide-use', onclick: settleChosen })),
  ];
}

/** The choice for one path: two cards, and for texts a third with a field. */
function makeChoice({ path, base, local, server }, sides) {
  const name = `choice ${path}`;
  const isText = typeof local === 'string' && typeof server === 'string' && !['/status', '/date'].includes(path);
  const own = isText ? h('textarea', { rows: 3, value: `${local}\n${server}`, 'aria-label': 'Your words', onfocus: () => (ownRadio.checked = true) }) : null;
  const radio = (value, checked) => h('input', { type: 'radio', name, value, checked });
  const ownRadio = radio('own', false);
  const card = (side, title, value, input) =>
    h('label', { className: `side ${side}` }, h('span', { className: 'side-name' }, input, title), h('span', { className: 'side-value' }, tellValue(path, value)));
  const element = h(
    'fieldset',
    { className: 'choice' },
    h('legend', null, tellPath(path, sides)),
    h('p', { className: 'before' }, 'Before: ', h('q', null, tellValue(path, base))),
    h('div', { className: 'sides' }, card('mine', 'Mine', local, radio('local', true)), card('theirs', 'Theirs', server, radio('server', false))),
    isText ? h('label', { className: 'side own' }, h('span', { className: 'side-name' }, ownRadio, 'Both, in my words'), own) : null,
  );
  const chosen = () => ({ local, server, own: own?.value })[element.querySelector('input:checked').value];
  return { path, element, chosen };
}

/** `value` with the part at a JSON Pointer set, or removed if `part` is undefined; array tokens are ids. */
function withValue(value, pointer, part) {
  const tokens = pointer.split('/').slice(1).map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
  const last = tokens.pop();
  if (last === undefined) return part;
  let place = value;
  for (const token of tokens) place = Array.isArray(place) ? place.find(({ id }) => id === token) : place[token];
  if (!Array.isArray(place)) {
    if (part === undefined) delete place[last];
    else place[last] = part;
    return value;
  }
  const at = place.findIndex(({ id }) => id === last);
  const without = at < 0 ? 0 : 1;
  place.splice(at < 0 ? place.length : at, without, ...(part === undefined ? [] : [part]));
  return value;
}
