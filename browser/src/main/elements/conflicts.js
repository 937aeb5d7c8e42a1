// <holdfast-conflicts>: what two people changed, side by side and path by path, to decide.
import { offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement, same, tokensOf } from './base.js';

const texts = {
  toDecideTitle: { one: 'One change to decide', other: '{n} changes to decide' },
  toDecideHint: 'Someone else changed the same as you. Both versions are kept until you decide.',
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
};

const css = `
[part~=entry]{margin-top:10px;border:1px solid var(--line);border-radius:var(--round);background:var(--surface)}
summary{min-height:44px;padding:10px 14px;border-radius:var(--round);font-weight:600;overflow-wrap:anywhere;cursor:pointer}
[part~=decision]{padding:0 14px 14px}
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

class HoldfastConflicts extends HoldfastElement {
  /** Opens the conflict of that document, and puts the keyboard there. False if there is none. */
  open(key) {
    if (!this.shadowRoot.firstChild || !this.detailsOf(key)) this.drawNow();
    const details = this.detailsOf(key);
    if (!details) return false;
    details.open = true;
    details.querySelector('summary').focus();
    return true;
  }

  detailsOf(key) {
    return [...this.shadowRoot.querySelectorAll('details')].find(one => one.dataset.key === key);
  }

  draw() {
    const all = offlineStorage.conflicts;
    if (all.length > this.count) this.note = '';
    this.count = all.length;
    this.toggleAttribute('empty', !all.length && !this.note);
    return [
      all.length > 0 &&
        this.heading(this.say('toDecideTitle', { n: all.length }), {
          tabindex: -1,
          'data-next': true,
        }),
      all.length > 0 && make('p', { part: 'hint' }, this.say('toDecideHint')),
      make(
        'p',
        { part: 'note', role: 'status', tabindex: -1, 'data-next': all.length === 0 },
        this.note,
      ),
      ...all.map(entry => this.drawEntry(entry, all.length === 1)),
    ];
  }

  drawEntry(entry, open) {
    const { key, base, merged, paths } = entry;
    const inPaths = field =>
      paths.some(({ path }) => path === '' || path === field || path.startsWith(`${field}/`));
    const isObject = merged && typeof merged === 'object' && !Array.isArray(merged);
    const kept = Object.keys(isObject ? merged : {})
      .filter(field => !same(base && base[field], merged[field]) && !inPaths(`/${field}`))
      .map(field => this.fieldOf(`/${field}`, entry));
    const decide = side => () => this.decide(entry, side);
    return make(
      'details',
      { part: 'entry', 'data-key': key, open },
      make('summary', { part: 'name' }, make('bdi', null, this.nameOf(entry))),
      make(
        'div',
        { part: 'decision' },
        paths.map(place => this.drawChoice(entry, place)),
        kept.length > 0 &&
          make('p', { part: 'hint' }, this.say('byItself', { fields: kept.join(', ') })),
        make(
          'div',
          { part: 'buttons' },
          this.button(this.say('useThese'), decide(), 'primary'),
          paths.length > 1 && this.button(this.say('allMine'), decide('local')),
          paths.length > 1 && this.button(this.say('allTheirs'), decide('server')),
        ),
      ),
    );
  }

  drawChoice(entry, { path, base, local, server }) {
    const tell = value =>
      this.valueOfField(value, path, entry, value && typeof value === 'object' ? base : undefined);
    const isText = [local, server].every(
      value =>
        typeof value === 'string' &&
        value.length < PLAIN_TEXT &&
        tell(value) === (value || this.say('empty')),
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
          this.say({ local: 'mine', server: 'theirs', own: 'both' }[kind]),
        ),
        kind !== 'own' && make('span', { part: 'value', dir: 'auto' }, tell(value)),
        ...inside,
      );
    const choose = event => (event.target.closest('label').querySelector('input').checked = true);
    // Named by what it shows: if one side changes meanwhile, it is another choice.
    return make(
      'fieldset',
      { part: 'choice', 'data-key': JSON.stringify([path, local, server]), 'data-path': path },
      make('legend', null, make('bdi', null, path ? this.fieldOf(path, entry) : this.say('whole'))),
      base !== undefined &&
        path !== '' &&
        make('p', { part: 'before' }, `${this.say('before')}: `, make('bdi', null, tell(base))),
      make('div', { part: 'sides' }, side('local', local, true), side('server', server)),
      isText &&
        side(
          'own',
          '',
          false,
          make(
            'textarea',
            { rows: 3, dir: 'auto', 'aria-label': this.say('ownText'), oninput: choose },
            `${local}\n${server}`,
          ),
        ),
    );
  }

  async decide(entry, all) {
    const { key, merged, paths } = entry;
    if (offlineStorage.conflicts.find(one => one.key === key) !== entry) {
      this.note = this.say('changedSince');
      return this.update();
    }
    const fields = [...this.detailsOf(key).querySelectorAll('fieldset')];
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
    this.note = this.say(kept ? 'decided' : 'notDecided');
    this.update();
  }
}
HoldfastConflicts.texts = texts;
HoldfastConflicts.css = css;
define('holdfast-conflicts', HoldfastConflicts);

export { HoldfastConflicts };
