// <holdfast-parked>: what the server refused for good. It is sent again, changed, or discarded after asking.
import { offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement } from './base.js';

/** Which text tells why. Any other code is `refusedOther`. */
const reasons = {
  FORBIDDEN: 'refusedForbidden',
  INVALID: 'refusedInvalid',
  TOO_LARGE: 'refusedLarge',
  NO_RESOURCE: 'refusedUnknown',
};

const texts = {
  refusedForbidden: 'You are not allowed to change this.',
  refusedInvalid: 'The server does not accept what was entered.',
  refusedLarge: 'It is too large for the server.',
  refusedUnknown: 'The server has no place for it.',
  refusedOther: 'The server did not accept this change.',
  change: 'Change it',
  discard: 'Discard',
  discardAsk: 'Discard this change for good? It cannot be brought back.',
  keep: 'Keep it',
  discardYes: 'Discard for good',
  sentAgain: 'It is sent again.',
  discarded: 'Discarded.',
  notDone: 'That could not be saved. Nothing changed.',
};

const css = `
[part~=entry]{margin-top:10px;padding:12px 14px;border:1px solid var(--line);border-inline-start:4px solid var(--bad);
border-radius:var(--round);background:var(--surface);overflow-wrap:anywhere}
[part~=name]{font-weight:600}
[part~=reason]{color:var(--quiet)}
[part~=ask]{margin-top:10px;font-weight:600}
`;

class HoldfastParked extends HoldfastElement {
  draw() {
    const all = offlineStorage.parked;
    if (all.length > this.count) this.note = '';
    this.count = all.length;
    this.toggleAttribute('empty', !all.length && !this.note);
    return [
      all.length > 0 &&
        this.heading(this.say('refused', { n: all.length }), { tabindex: -1, 'data-next': true }),
      all.length > 0 && make('p', { part: 'hint' }, this.say('refusedHint')),
      make(
        'p',
        { part: 'note', role: 'status', tabindex: -1, 'data-next': all.length === 0 },
        this.note,
      ),
      make(
        'ul',
        { role: 'list' },
        all.map(entry => this.drawEntry(entry)),
      ),
    ];
  }

  drawEntry(entry) {
    const { id } = entry;
    const edit = this.answers.edit;
    const cause = entry.cause || { code: 'REFUSED' };
    const reason =
      this.ask('failureText', cause, entry) || this.say(reasons[cause.code] || 'refusedOther');
    const asks = this.asks === id;
    return make(
      'li',
      { part: 'entry', 'data-key': id },
      make('bdi', { part: 'name', id: `name-${id}` }, this.nameOf(entry)),
      make('p', { part: 'reason' }, reason),
      asks
        ? make(
            'div',
            {
              role: 'group',
              'aria-labelledby': `ask-${id}`,
              'data-key': 'ask',
              onkeydown: event => event.key === 'Escape' && this.keep(event, id),
            },
            make('p', { part: 'ask', id: `ask-${id}` }, this.say('discardAsk')),
            make(
              'div',
              { part: 'buttons' },
              this.button(this.say('keep'), event => this.keep(event, id), '', {
                'data-key': 'keep',
              }),
              this.button(
                this.say('discardYes'),
                () => this.settle(offlineStorage.discard(id), 'discarded'),
                'danger',
              ),
            ),
          )
        : make(
            'div',
            { part: 'buttons', 'data-key': 'acts' },
            this.action('retry', id, () => this.settle(offlineStorage.retry(id), 'sentAgain')),
            edit && this.action('change', id, () => edit(entry)),
            this.action('discard', id, () => this.askFor(id)),
          ),
    );
  }

  /** A button that screen readers name with its entry. */
  action(key, id, fn) {
    return this.button(this.say(key), fn, '', {
      'data-key': key,
      id: `${key}-${id}`,
      'aria-labelledby': `${key}-${id} name-${id}`,
    });
  }

  askFor(id) {
    this.asks = id;
    this.drawNow();
    this.entry(id).querySelector('[data-key=keep]').focus();
  }

  keep(event, id) {
    event.stopPropagation();
    event.preventDefault(); // a dialog around it stays open
    this.asks = undefined;
    this.drawNow();
    this.entry(id)?.querySelector('[data-key=discard]').focus();
  }

  entry(id) {
    return [...this.shadowRoot.querySelectorAll('li')].find(one => one.dataset.key === id);
  }

  async settle(done, text) {
    this.note = this.say((await done) ? text : 'notDone');
    this.asks = undefined;
    this.update();
  }
}
HoldfastParked.texts = texts;
HoldfastParked.css = css;
define('holdfast-parked', HoldfastParked, ['edit']);

export { HoldfastParked };
