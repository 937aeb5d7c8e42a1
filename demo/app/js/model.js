// Inspections: making, finding and grouping them, and putting their values into words. Pure functions.

export const statuses = [
  { id: 'planned', name: 'Planned', glyph: 'planned' },
  { id: 'inProgress', name: 'In progress', glyph: 'half' },
  { id: 'passed', name: 'Passed', glyph: 'check' },
  { id: 'failed', name: 'Failed', glyph: 'cross' },
];

export const statusOf = (id) => statuses.find((status) => status.id === id) ?? statuses[0];

export const groupings = [
  { id: 'date', name: 'Date' },
  { id: 'kind', name: 'Kind' },
  { id: 'inspector', name: 'Inspector' },
  { id: 'town', name: 'Town' },
];

/** A short random id, unique across devices. */
export function newId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return prefix + [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}

export function newInspection(today, inspector) {
  return {
    id: newId('i-'),
    kind: '',
    site: '',
    address: '',
    inspector,
    date: today,
    status: 'planned',
    findings: [],
    notes: '',
    photos: [],
    signOff: null,
  };
}

// -------------------------------------------------------------------------------------------- days

export function isoDay(date) {
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const dayOf = (iso) => new Date(`${iso}T12:00:00`);
const daysBetween = (from, to) => Math.round((dayOf(to) - dayOf(from)) / 86_400_000);
// As the browser writes days and times, also in its own date fields.
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** `Today`, `Tomorrow`, `Yesterday`, or like `24 Nov`. */
export function tellDay(iso, today) {
  if (!iso) return 'No date';
  const away = daysBetween(today, iso);
  if (away === 0) return 'Today';
  if (away === 1) return 'Tomorrow';
  if (away === -1) return 'Yesterday';
  return shortDay.format(dayOf(iso));
}

export const tellLongDay = (iso) => (iso ? longDay.format(dayOf(iso)) : 'No date');

/** `12:04`, with the day if that is not today. */
export function tellTime(ms, now = new Date()) {
  const then = new Date(ms);
  const time = clock.format(then);
  return then.toDateString() === now.toDateString() ? time : `${shortDay.format(then)}, ${time}`;
}

export const count = (n, one, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

// -------------------------------------------------------------------------------- finding, grouping

export const titleOf = (inspection) => inspection.site.trim() || 'Unnamed site';
const townOf = ({ address }) => address.split(',').at(-1).trim() || 'No address';

export function settled({ findings }) {
  return { done: findings.filter((finding) => finding.done).length, of: findings.length };
}

/** The inspections that contain every word of `words`. */
export function search(inspections, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return inspections;
  return inspections.filter((inspection) => {
    const { site, kind, address, inspector, notes, findings, status } = inspection;
    const text = [site, kind, address, inspector, notes, statusOf(status).name, ...findings.map((finding) => finding.text)]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function span({ date, status }, today) {
  const open = status === 'planned' || status === 'inProgress';
  if (!date) return 'No date';
  const away = daysBetween(today, date);
  if (away < 0) return open ? 'Overdue' : 'Done before';
  if (away === 0) return 'Today';
  const untilSunday = (7 - dayOf(today).getDay()) % 7;
  if (away <= untilSunday) return 'This week';
  return away <= untilSunday + 7 ? 'Next week' : 'Later';
}

const spans = ['Overdue', 'Today', 'This week', 'Next week', 'Later', 'No date', 'Done before'];

/** `[{ name, inspections }]`, with the groups and the inspections in each sorted. */
export function grouped(inspections, grouping, today) {
  const nameOf = {
    date: (inspection) => span(inspection, today),
    kind: ({ kind }) => kind || 'No kind',
    inspector: ({ inspector }) => inspector || 'Nobody yet',
    town: townOf,
  }[grouping];
  const groups = new Map();
  for (const inspection of inspections) {
    const name = nameOf(inspection);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(inspection);
  }
  const names = [...groups.keys()].sort(
    grouping === 'date' ? (a, b) => spans.indexOf(a) - spans.indexOf(b) : (a, b) => a.localeCompare(b),
  );
  return names.map((name) => {
    const newestFirst = name === 'Done before' || grouping !== 'date';
    const sign = newestFirst ? -1 : 1;
    const list = groups.get(name).sort((a, b) => sign * a.date.localeCompare(b.date) || a.site.localeCompare(b.site));
    return { name, inspections: list };
  });
}

/** The name of the field at a JSON Pointer of an inspection, for a conflict. */
export function tellPath(path, sides) {
  const [field, element, part] = path.split('/').slice(1).map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
  const names = {
    site: 'Site', kind: 'Kind', address: 'Address', inspector: 'Inspector', date: 'Date', status: 'Status',
    notes: 'Notes', findings: 'Findings', photos: 'Photos', signOff: 'Sign-off',
  };
  const name = names[field] ?? field ?? 'Inspection';
  if (element === undefined || field === 'signOff') return name;
  const item = sides.map((side) => side?.[field]?.find?.((one) => one.id === element)).find(Boolean);
  const what = item?.text ?? item?.caption;
  if (field === 'findings') return what ? `Finding “${what}”` : 'Finding';
  return part === 'caption' ? 'Photo caption' : 'Photo';
}

/** A value of the field at `path` in words, where it is not in words already. */
export function tellValue(path, value) {
  if (value === undefined || value === '') return undefined;
  if (value === null) return path === '/signOff' ? 'Not signed' : undefined;
  if (path === '/status') return statusOf(value).name;
  if (path === '/date') return tellLongDay(value);
  if (path.endsWith('/done')) return value ? 'Settled' : 'Open';
  if (path === '/signOff') return `Signed by ${value.by}, ${tellTime(value.at)}`;
  if (path === '/signOff/at') return tellTime(value);
  if (value.dataUrl) return value.caption || 'A photo';
  return value.text;
}
