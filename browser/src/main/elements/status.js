// <holdfast-status>: online or not, what is unsent, how far a sync is, and whether a login is missing.
import { networkStatus, offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement } from './base.js';

const QUIET = 1200;

const texts = {
  online: 'Online',
  offline: 'Offline',
  degraded: 'Server trouble',
  panel: 'Your work and the server',
  toDecide: '{n} to decide',
  nRefused: '{n} refused',
  nUnsent: '{n} unsent',
  syncing: 'Syncing',
  signIn: 'Sign in',
  decideHead: { one: 'One change needs your decision', other: '{n} changes need your decision' },
  loginHead: 'Sign in to go on syncing',
  blockedHead: 'Changes cannot be sent now',
  unsentHead: {
    one: 'One change is not on the server yet',
    other: '{n} changes are not on the server yet',
  },
  syncedHead: 'Everything is on the server',
  nothingHead: 'Nothing on this device yet',
};

const css = `
:host{display:inline-block}
[part~=pill]{display:inline-flex;align-items:center;gap:8px;max-width:100%;padding:4px 14px;border-radius:22px;white-space:nowrap}
[part~=pill]>*{pointer-events:none}
[part~=dot]{flex:none;width:9px;height:9px;border-radius:50%;background:var(--accent)}
.offline [part~=dot]{background:none;box-shadow:inset 0 0 0 2px var(--quiet)}
.degraded [part~=dot]{background:var(--warn)}
[part~=work]{overflow:hidden;color:var(--warn);text-overflow:ellipsis;font-variant-numeric:tabular-nums}
.syncing [part~=work]{color:var(--accent)}
.decide [part~=work],.refused [part~=work],.blocked [part~=work]{color:var(--bad)}
dialog{position:fixed;inset-block:0;inset-inline:auto 0;width:min(440px,100%);max-width:none;height:100%;max-height:none;margin:0;
padding:0 20px 24px;border:0;background:var(--surface);color:var(--ink);box-shadow:0 0 40px #0005;overflow-y:auto}
dialog::backdrop{background:#0a100e6b}
header{position:sticky;z-index:1;top:0;display:flex;align-items:center;justify-content:space-between;gap:12px;padding:14px 0 10px;
background:var(--surface)}
[part~=close]{width:44px;padding:0;border-color:transparent;font-size:1.3em;line-height:1}
@media(prefers-reduced-motion:no-preference){dialog[open]{animation:come .2s ease-out}@keyframes come{from{opacity:0;translate:0 16px}}}
`;

let progress;
offlineStorage.addEventListener('progress', said => (progress = said));
offlineStorage.addEventListener('sync', () => (progress = undefined));

/** The entries, one for each document or request. */
const apart = entries => [
  ...new Map(entries.map(entry => [entry.key || entry.id, entry])).values(),
];

class HoldfastStatus extends HoldfastElement {
  connectedCallback() {
    super.connectedCallback();
    const update = () => this.update();
    this.ends.push(offlineStorage.addEventListener('progress', update));
    this.ends.push(() => clearTimeout(this.timer));
  }

  /** Opens the panel. */
  show() {
    if (!this.shadowRoot.firstChild) this.drawNow();
    if (!this.dialog.open) this.dialog.showModal();
    this.loadInside();
    this.update();
  }

  /** Closes it. */
  hide() {
    this.dialog.close();
  }

  /** Whether a click was beside the panel, and not on its own empty places. */
  isBeside({ clientX, clientY }) {
    const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  get dialog() {
    return this.shadowRoot.querySelector('dialog');
  }

  standing(unsent) {
    const { conflicts, parked, syncState, localVersion, hasConflicts, lastError } = offlineStorage;
    const offline = networkStatus.current === 'offline';
    const said = (tone, work, head) => ({ tone, work, head });
    let count = conflicts.length;
    if (count)
      return said(
        'decide',
        this.say('toDecide', { n: count }),
        this.say('decideHead', { n: count }),
      );
    count = parked.length;
    if (count)
      return said('refused', this.say('nRefused', { n: count }), this.say('refused', { n: count }));
    if (syncState === 'needsLogin') {
      return said('login', this.say('signIn'), this.say('loginHead'));
    }
    count = unsent;
    const work = count ? this.say('nUnsent', { n: count }) : '';
    if (syncState === 'blocked' && count && lastError) {
      return said('blocked', work, this.say('blockedHead'));
    }
    if (syncState === 'syncing' && !offline) {
      return said('syncing', this.say('syncing'), this.say('syncing'));
    }
    if (count || hasConflicts) {
      return said('unsent', work, this.say('unsentHead', { n: count || 1 }));
    }
    const head = localVersion === undefined ? 'nothingHead' : 'syncedHead';
    return said('synced', '', this.say(head));
  }

  draw() {
    const { current, detail } = networkStatus;
    const network = current === 'offline' ? current : detail === 'degraded' ? detail : 'online';
    const unsent = apart(offlineStorage.pending);
    const now = this.standing(unsent.length);
    this.announce(this.say(network), now, network);
    const part = progress && progress.total > 1 && now.tone === 'syncing';
    const open = !!this.dialog && this.dialog.open;
    const { inside } = this;
    this.toggleAttribute('open', open);
    return [
      make(
        'div',
        { class: `${network} ${now.tone}` },
        make(
          'button',
          {
            type: 'button',
            part: 'button pill',
            'aria-haspopup': 'dialog',
            onclick: () => this.show(),
          },
          make('span', { part: 'dot' }),
          make('span', { part: 'network' }, this.say(network)),
          now.work &&
            make('span', { part: 'work' }, now.work, part && ` ${progress.done}/${progress.total}`),
        ),
        make(
          'dialog',
          {
            part: 'panel',
            'aria-labelledby': 'title',
            onclose: () => this.update(),
            onclick: event => event.target === this.dialog && this.isBeside(event) && this.hide(),
          },
          make(
            'header',
            null,
            this.heading(this.say('panel'), { id: 'title' }),
            this.button('×', () => this.hide(), 'close', {
              'aria-label': this.say('close'),
              'data-next': true,
            }),
          ),
          open && (inside ? inside.drawStanding(this, now, part && progress) : this.drawMissing()),
          make('slot'),
          open && inside && inside.drawPending(this, unsent),
          make('slot', { name: 'end' }),
        ),
      ),
      make('span', { class: 'unseen', role: 'status' }, this.spokenNow),
    ];
  }

  /** Says aloud what has changed in kind, once it lasts. Each single edit is not worth a word. */
  announce(words, { tone, head }, network) {
    const kind = `${network} ${tone}`;
    if (this.kind === kind) return;
    const first = this.kind === undefined;
    this.kind = kind;
    clearTimeout(this.timer);
    if (first) this.kindSpoken = kind;
    if (tone === 'syncing' || kind === this.kindSpoken) return;
    this.timer = setTimeout(() => {
      this.kindSpoken = kind;
      this.spokenNow = `${words}. ${head}.`;
      this.update();
    }, QUIET);
  }
}
HoldfastStatus.texts = texts;
HoldfastStatus.css = css;
HoldfastStatus.load = () => import('./panel.js');
define('holdfast-status', HoldfastStatus, ['signIn']);

export { HoldfastStatus };
