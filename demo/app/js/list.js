// The list: search, filter, groups, and a mark on each inspection whose changes are not on the server yet.

import { networkStatus } from '/holdfast/holdfast.js';
import { app } from './app.js';
import { button, h, icon, reconcile } from './dom.js';
import { count, grouped, groupings, isoDay, search, settled, statuses, statusOf, tellDay, titleOf } from './model.js';
import { markOf } from './marks.js';
import { openInspection, path } from './route.js';

const chosen = { words: '', filter: 'all', grouping: 'date' };
let chips;
let groups;
let blank;

/** Builds the list in `root`; `onNew` begins an inspection. */
export function buildList(root, { onNew }) {
  const field = h('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search',
    'aria-label': 'Search inspections',
    autocomplete: 'off',
    enterKeyHint: 'search',
    oninput: () => {
      chosen.words = field.value;
      showList();
    },
  });
  const grouping = h(
    'select',
    {
      'aria-label': 'Group by',
      onchange: () => {
        chosen.grouping = grouping.value;
        showList();
      },
    },
    groupings.map(({ id, name }) => h('option', { value: id }, `By ${name.toLowerCase()}`)),
  );
  chips = h('div', { className: 'chips', role: 'group', 'aria-label': 'Filter' });
  groups = h('div', { className: 'groups', onkeydown: walk });
  blank = h('div', { className: 'blank', hidden: true });
  root.append(
    h(
      'div',
      { className: 'find' },
      h('div', { className: 'find-line' }, h('label', { className: 'search' }, icon('search'), field), grouping),
      chips,
    ),
    groups,
    blank,
    button('New inspection', { glyph: 'plus', className: 'button main new', id: 'new', onclick: onNew }),
  );
}

/** Shows the inspections that match the search and the filter. */
export function showList() {
  const all = app.state?.inspections ?? [];
  const found = search(all, chosen.words);
  const marks = new Map(found.map((inspection) => [inspection.id, markOf(inspection.id)]));
  const isUnsent = ({ id }) => marks.get(id) !== undefined;
  const unsent = found.filter(isUnsent).length;
  if (chosen.filter === 'unsent' && !unsent) chosen.filter = 'all';

  showChips(found, unsent);
  const shown = found.filter(
    (inspection) =>
      chosen.filter === 'all' || (chosen.filter === 'unsent' ? isUnsent(inspection) : inspection.status === chosen.filter),
  );
  showGroups(shown, marks);
  showBlank(all, shown);
}

function showChips(found, unsent) {
  const choices = [
    { id: 'all', name: 'All', n: found.length },
    ...(unsent ? [{ id: 'unsent', name: 'Unsent', n: unsent }] : []),
    ...statuses.map(({ id, name }) => ({ id, name, n: found.filter(({ status }) => status === id).length })),
  ];
  reconcile(chips, choices, {
    key: ({ id }) => id,
    make: ({ id, name }) =>
      h(
        'button',
        {
          type: 'button',
          className: `chip ${id}`,
          onclick: () => {
            chosen.filter = id;
            showList();
          },
        },
        h('span', null, name),
        h('b', null),
      ),
    update: (chip, { id, n }) => {
      chip.setAttribute('aria-pressed', String(chosen.filter === id));
      chip.lastElementChild.textContent = String(n);
    },
  });
}

function showGroups(shown, marks) {
  const today = isoDay(new Date());
  reconcile(groups, grouped(shown, chosen.grouping, today), {
    key: ({ name }) => `${chosen.grouping} ${name}`,
    make: ({ name }) => h('section', { className: 'group', 'aria-label': name }, h('h2', null, h('span', null, name), h('b', null)), h('ul')),
    update: (group, { inspections }) => {
      group.querySelector('b').textContent = String(inspections.length);
      reconcile(group.lastElementChild, inspections, {
        key: ({ id }) => id,
        make: makeRow,
        update: (row, inspection) => showRow(row, inspection, marks.get(inspection.id), today),
      });
    },
  });
}

function makeRow({ id }) {
  return h(
    'li',
    null,
    h(
      'a',
      { className: 'row', href: path(id) },
      h('span', { className: 'badge' }),
      h('span', { className: 'row-text' }, h('strong', null), h('small', null)),
      h('span', { className: 'row-side' }, h('span', { className: 'row-day' }), h('span', { className: 'row-mark' })),
    ),
  );
}

function showRow(row, inspection, mark, today) {
  const { status, date, findings } = inspection;
  const { done, of } = settled(inspection);
  const said = [status, inspection.site, inspection.kind, inspection.address, date, done, findings.length, mark, today].join('\n');
  const link = row.firstElementChild;
  const current = openInspection() === inspection.id;
  if (current) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  if (row.said === said) return;
  row.said = said;

  const { name, glyph } = statusOf(status);
  const [badge, text, side] = link.children;
  badge.className = `badge ${status}`;
  badge.replaceChildren(icon(glyph), h('span', { className: 'unseen' }, `${name}.`));
  text.firstElementChild.textContent = titleOf(inspection);
  text.lastElementChild.textContent = [inspection.kind, inspection.address].filter(Boolean).join(' · ') || 'No address yet';
  const late = date < today && (status === 'planned' || status === 'inProgress');
  side.firstElementChild.className = late ? 'row-day late' : 'row-day';
  side.firstElementChild.textContent = tellDay(date, today);
  const words = { unsent: 'Not sent yet', conflict: 'To decide', parked: 'Refused' }[mark];
  const [markGlyph, markWord] = { unsent: ['unsent', 'Unsent'], conflict: ['decide', 'Decide'], parked: ['alert', 'Refused'] }[mark] ?? [];
  side.lastElementChild.className = `row-mark ${mark ?? 'none'}`;
  side.lastElementChild.title = words ?? '';
  side.lastElementChild.replaceChildren(
    ...(mark ? [icon(markGlyph), markWord] : of ? [`${done}/${of}`, h('span', { className: 'unseen' }, ' findings settled')] : []),
  );
}

function showBlank(all, shown) {
  blank.hidden = shown.length > 0;
  groups.hidden = shown.length === 0;
  if (shown.length) return;
  if (app.state === undefined) {
    const reached = networkStatus.current === 'online';
    blank.replaceChildren(
      icon(reached ? 'sync' : 'offline'),
      h('h2', null, reached ? 'Fetching the inspections' : 'Nothing on this device'),
      h('p', null, reached
        ? 'The first visit needs the server. After that, everything is here without it.'
        : 'The server does not answer now. You can begin an inspection; it is kept here and sent later.'),
    );
  } else if (!all.length) {
    blank.replaceChildren(icon('planned'), h('h2', null, 'No inspections yet'), h('p', null, 'Begin the first one.'));
  } else {
    blank.replaceChildren(
      icon('search'),
      h('h2', null, 'Nothing found'),
      h('p', null, `None of ${count(all.length, 'inspection')} fits.`),
      button('Show all', { onclick: showAll }),
    );
  }
}

function showAll() {
  chosen.words = '';
  chosen.filter = 'all';
  document.getElementById('search').value = '';
  showList();
}

/** Moves the focus from row to row with the arrow keys. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.classList.contains('row')) return;
  const rows = [...groups.querySelectorAll('.row')];
  const next = rows[rows.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
