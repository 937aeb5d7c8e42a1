// The overview of the day, which a wide screen shows while no inspection is open.

import { app } from './app.js';
import { h, icon } from './dom.js';
import { count, grouped, isoDay, settled, statusOf, tellLongDay, titleOf } from './model.js';
import { path } from './route.js';

const MOST = 6;

/** Counts the inspections that are overdue, due and done, and lists the next ones. */
export function overview() {
  const today = isoDay(new Date());
  const all = app.state.inspections;
  const groups = new Map(grouped(all, 'date', today).map(({ name, inspections }) => [name, inspections]));
  const isOpen = ({ status }) => status === 'planned' || status === 'inProgress';
  const due = (groups.get('Today') ?? []).filter(isOpen);
  const overdue = groups.get('Overdue') ?? [];
  const failed = all.filter(({ status }) => status === 'failed');
  const next = [...overdue, ...due, ...(groups.get('This week') ?? []), ...(groups.get('Next week') ?? [])];
  return h(
    'div',
    { className: 'overview' },
    h('p', { className: 'overview-day' }, tellLongDay(today)),
    h('h2', null, due.length ? `${count(due.length, 'inspection')} to do today` : 'Nothing left for today'),
    h('dl', { className: 'tiles' },
      tile('Overdue', overdue.length, overdue.length ? 'late' : ''),
      tile('This week', (groups.get('This week') ?? []).filter(isOpen).length),
      tile('Passed', all.filter(({ status }) => status === 'passed').length),
      tile('Failed', failed.length),
      tile('To fix', failed.reduce((sum, inspection) => sum + settled(inspection).of - settled(inspection).done, 0))),
    next.length
      ? h('section', { className: 'card' }, h('h3', null, 'Next'), h('ul', { className: 'next' }, next.slice(0, MOST).map(nextRow)))
      : null,
    h('p', { className: 'hint' }, 'Press ', h('kbd', null, 'N'), ' for a new inspection, ', h('kbd', null, '/'), ' to search.'),
  );
}

const tile = (name, n, className = '') => h('div', { className }, h('dt', null, name), h('dd', null, String(n)));

function nextRow(inspection) {
  const { name, glyph } = statusOf(inspection.status);
  return h('li', null,
    h('a', { href: path(inspection.id) },
      h('span', { className: `badge ${inspection.status}` }, icon(glyph), h('span', { className: 'unseen' }, `${name}.`)),
      h('span', { className: 'row-text' }, h('strong', null, titleOf(inspection)), h('small', null, [inspection.kind, inspection.inspector].filter(Boolean).join(' · '))),
      icon('forward')));
}
