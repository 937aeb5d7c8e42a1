// What is inside an entry of <holdfast-conflicts>: both sides, path by path. It loads with the first conflict.
import { offlineStorage } from '../holdfast.js';
import { make, words } from './base.js';

export const texts = {
  before: 'Before',
  mine: 'Mine',
  theirs: 'Theirs',
  both: 'Both, in my words',
  ownText: 'Your words',
  byItself: 'Also kept, since only one side changed it: {fields}',
  allMine: 'All mine',
  allTheirs: 'All theirs',
  useThese: 'Use this choice',
  decided: 'Decided. It is sent by itself.',
  notDecided: 'The decision could not be saved. Nothing changed.',
  changedSince: 'It has changed since. Please look again.',
  whole: 'The whole entry',
  removed: 'Removed',
  empty: 'Empty',
  yes: 'Yes',
  no: 'No',
};

export const css = `
[part~=choice]{margin-bottom:16px}
legend{padding:0;font-weight:650}
[part~=before]{margin-bottom:6px;color:var(--quiet);overflow-wrap:anywhere;white-space:pre-line}
[part~=sides]{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(150px,100%),1fr));gap:8px}
[part~=side]{display:block;padding:10px 12px;border:1.5px solid var(--line);border-radius:var(--round);cursor:pointer}
[part~=own]{margin-top:8px}
[part~=side]:has(:checked){border-color:var(--accent);background:var(--sunken)}
[part~=side-name]{display:flex;align-items:center;gap:8px;font-weight:600}
[part~=value]{display:block;margin-top:4px;overflow-wrap:anywhere;white-space:pre-line}
input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--accent)}
textarea{display:block;width:100%;margin-top:6px;padding:8px 10px;border:1px solid var(--line);border-radius:8px;background:var(--surface);
color:inherit;font:inherit}
`;

const PLAIN_TEXT = 2000;

/** The tokens of a JSON Pointer. */
const tokensOf = path =>
  path
    .split('/')
    .slice(1)
    .map(token => token.replace(/~1/g, '/').replace(/~0/g, '~'));

/** Whether two values are the same JSON. The order of their fields is none of it: the server has another. */
const same = (one, other) => sorted(one) === sorted(other);
const sorted = value =>
  JSON.stringify(value, (key, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort())
      : part,
  );

/** `value` with `part` at a JSON Pointer, or without it if `part` is undefined. In arrays of elements the token is an id. */
function put(value, path, part) {
  const tokens = tokensOf(path);
  if (!tokens.length) return part;
  const last = tokens.pop();
  const at = (list, token) => list.findIndex(one => String(one && one.id) === token);
  let place = value;
  for (const token of tokens) place = Array.isArray(place) ? place[at(place, token)] : place[token];
  if (!Array.isArray(place)) {
    if (part === undefined) delete place[last];
    else place[last] = part;
    return value;
  }
  const index = at(place, last);
  if (index >= 0) place.splice(index, 1, ...(part === undefined ? [] : [part]));
  else if (part !== undefined) place.push(part);
  return value;
}

/** A field, which a JSON Pointer names. */
function fieldOf(element, path, entry) {
  return element.ask('fieldName', path, entry) || tokensOf(path).map(words).join(' › ');
}

/** A value in words. `than` leaves out the fields in which it is the same. */
function valueOf(element, value, path, entry, than) {
  const told = element.ask('valueText', value, path, entry);
  if (told != null) return told;
  if (value === undefined) return element.say('removed');
  if (value === null || value === '') return element.say('empty');
  if (typeof value === 'boolean') return element.say(value ? 'yes' : 'no');
  if (typeof value === 'number') return value.toLocaleString(element.spoken);
  if (typeof value === 'object') {
    const list = Array.isArray(value);
    const lines = Object.keys(value)
      .filter(key => key !== 'id' && !(than && same(than[key], value[key])))
      .map(key => {
        const inside = `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
        const text = valueOf(element, value[key], inside, entry);
        return list ? text : `${element.ask('fieldName', inside, entry) || words(key)}: ${text}`;
      });
    return lines.join(list || path === '' ? '\n' : ', ') || element.say('empty');
  }
  return value.length > 2000 ? `${value.slice(0, 2000)} …` : value;
}

/** All that is to decide in an entry, and what else came of both sides. */
export function drawDecision(element, entry) {
  const { base, merged, paths } = entry;
  const inPaths = field =>
    paths.some(({ path }) => path === '' || path === field || path.startsWith(`${field}/`));
  const isObject = merged && typeof merged === 'object' && !Array.isArray(merged);
  const kept = Object.keys(isObject ? merged : {})
    .filter(field => !same(base && base[field], merged[field]) && !inPaths(`/${field}`))
    .map(field => fieldOf(element, `/${field}`, entry));
  const choice = (text, side, kind) =>
    element.button(element.say(text), () => decide(element, entry, side), kind);
  return [
    ...paths.map(place => drawChoice(element, entry, place)),
    kept.length > 0 &&
      make('p', { part: 'hint' }, element.say('byItself', { fields: kept.join(', ') })),
    make(
      'div',
      { part: 'buttons' },
      choice('useThese', undefined, 'primary'),
      paths.length > 1 && choice('allMine', 'local'),
      paths.length > 1 && choice('allTheirs', 'server'),
    ),
  ];
}

function drawChoice(element, entry, { path, base, local, server }) {
  const tell = value =>
    valueOf(element, value, path, entry, value && typeof value === 'object' ? base : undefined);
  const isText = [local, server].every(
    value =>
      typeof value === 'string' &&
      value.length < PLAIN_TEXT &&
      tell(value) === (value || element.say('empty')),
  );
  const name = `${entry.key} ${path}`;
  const side = (kind, value, checked, ...inside) =>
    make(
      'label',
      { part: `side ${kind}` },
      make(
        'span',
        { part: 'side-name' },
        make('input', { type: 'radio', name, value: kind, checked }),
        element.say({ local: 'mine', server: 'theirs', own: 'both' }[kind]),
      ),
      kind !== 'own' && make('span', { part: 'value', dir: 'auto' }, tell(value)),
      ...inside,
    );
  const choose = event => (event.target.closest('label').querySelector('input').checked = true);
  // Named by what it shows: if one side changes meanwhile, it is another choice.
  return make(
    'fieldset',
    { part: 'choice', 'data-key': JSON.stringify([path, local, server]), 'data-path': path },
    make(
      'legend',
      null,
      make('bdi', null, path ? fieldOf(element, path, entry) : element.say('whole')),
    ),
    base !== undefined &&
      path !== '' &&
      make('p', { part: 'before' }, `${element.say('before')}: `, make('bdi', null, tell(base))),
    make('div', { part: 'sides' }, side('local', local, true), side('server', server)),
    isText &&
      side(
        'own',
        '',
        false,
        make(
          'textarea',
          { rows: 3, dir: 'auto', 'aria-label': element.say('ownText'), oninput: choose },
          `${local}\n${server}`,
        ),
      ),
  );
}

async function decide(element, entry, all) {
  const { key, merged, paths } = entry;
  if (offlineStorage.conflicts.find(one => one.key === key) !== entry) {
    element.note = element.say('changedSince');
    return element.update();
  }
  const fields = [...element.detailsOf(key).querySelectorAll('fieldset')];
  const choices = paths.map(place => {
    const field = fields.find(one => one.dataset.path === place.path);
    const kind = all || field.querySelector(':checked').value;
    return {
      ...place,
      kind,
      value: kind === 'own' ? field.querySelector('textarea').value : place[kind],
    };
  });
  const kinds = new Set(choices.map(({ kind }) => kind));
  const [kind] = kinds;
  const choice =
    kinds.size === 1 && kind !== 'own'
      ? kind
      : choices.reduce(
          (value, { path, value: part }) => put(value, path, part),
          structuredClone(merged),
        );
  const kept = await offlineStorage.resolve(key, choice);
  element.note = element.say(kept ? 'decided' : 'notDecided');
  element.update();
}
