// <holdfast-conflicts>: what two people changed, side by side and path by path, to decide.
import { offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement } from './base.js';

const texts = {
  toDecideTitle: { one: 'One change to decide', other: '{n} changes to decide' },
  toDecideHint: 'Someone else changed the same as you. Both versions are kept until you decide.',
};

const css = `
[part~=entry]{margin-top:10px;border:1px solid var(--line);border-radius:var(--round);background:var(--surface)}
summary{min-height:44px;padding:10px 14px;border-radius:var(--round);font-weight:600;overflow-wrap:anywhere;cursor:pointer}
[part~=decision]{padding:0 14px 14px}
`;

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
    if (all.length && !HoldfastConflicts.hasFailed) this.loadInside();
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
    return make(
      'details',
      { part: 'entry', 'data-key': entry.key, open },
      make(
        'summary',
        { part: 'name', onclick: () => this.loadInside() },
        make('bdi', null, this.nameOf(entry)),
      ),
      make(
        'div',
        { part: 'decision' },
        this.inside ? this.inside.drawDecision(this, entry) : this.drawMissing(),
      ),
    );
  }
}
HoldfastConflicts.texts = texts;
HoldfastConflicts.css = css;
HoldfastConflicts.load = () => import('./decision.js');
define('holdfast-conflicts', HoldfastConflicts);

export { HoldfastConflicts };
