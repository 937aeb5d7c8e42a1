// <holdfast-status>: online or not, what is unsent, how far a sync is, and whether a login is missing.
import { networkStatus, offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement } from './base.js';

const MOST = 50;
const QUIET = 1200;

/** Which text tells a failure. Any other code is `failOther`. */
const failures = {
  OFFLINE: 'failAnswer',
  NO_ANSWER: 'failAnswer',
  SERVER_BUSY: 'failBusy',
  NOT_NOW: 'failBusy',
  TOO_MANY: 'failBusy',
  NEEDS_LOGIN: 'failLogin',
  WRONG_SUBJECT: 'failLogin',
  SPACE_FORBIDDEN: 'failAccess',
  QUOTA: 'failFull',
  STORE_FAILED: 'failStore',
  STORE_CLOSED: 'failStore',
  EVICTED: 'failStore',
  NEWER_STATE: 'failVersion',
  NEWER_DATA: 'failVersion',
};

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
  decideHint: 'Someone else changed the same. Both versions are kept.',
  loginHead: 'Sign in to go on syncing',
  loginHint: 'Your changes stay on this device until then.',
  syncingHint: 'You can go on working.',
  blockedHead: 'Changes cannot be sent now',
  unsentHead: {
    one: 'One change is not on the server yet',
    other: '{n} changes are not on the server yet',
  },
  unsentHint: 'Saved on this device. It is sent in a moment.',
  offlineHint: 'Saved on this device. It is sent by itself when the server answers again.',
  syncedHead: 'Everything is on the server',
  syncedHint: 'Nothing waits on this device.',
  nothingHead: 'Nothing on this device yet',
  workOn: 'You can go on working. Changes are kept on this device.',
  lastSynced: 'Last synced',
  never: 'Never on this device',
  problem: 'Last problem',
  noSupport: 'This browser does not start the app without a network.',
  syncNow: 'Sync now',
  saveFile: 'Save a file',
  notSent: 'Not sent now. Your changes are kept.',
  notSentYet: 'Not sent yet',
  queued: 'Waiting',
  inFlight: 'On its way',
  unknown: 'Sent, no answer yet',
  more: 'and {n} more',
  failAnswer: 'The server does not answer.',
  failBusy: 'The server is busy. It is tried again.',
  failLogin: 'Nobody is signed in, or somebody else.',
  failAccess: 'You have no access any more. Your work is kept.',
  failFull: 'This device is full.',
  failStore: 'This browser cannot store anything now.',
  failVersion: 'There is a newer version. Load the page anew.',
  failOther: 'Something went wrong. Your changes are kept.',
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
[part~=standing]{padding:14px 16px;border-inline-start:4px solid var(--accent);border-radius:var(--round);background:var(--sunken)}
.unsent [part~=standing],.login [part~=standing]{border-color:var(--warn)}
.decide [part~=standing],.refused [part~=standing],.blocked [part~=standing]{border-color:var(--bad)}
progress{width:100%;margin-top:8px;accent-color:var(--accent)}
[part~=note]{min-height:1.4em;margin-top:6px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin-block:8px 16px}
dt,small{color:var(--quiet)}
dd{text-align:end;overflow-wrap:anywhere}
li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 12px;padding-block:7px;border-top:1px solid var(--line);
overflow-wrap:anywhere}
[part~=pending]{margin-bottom:16px}
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

  failure(error) {
    return this.ask('failureText', error) || this.say(failures[error.code] || 'failOther');
  }

  standing() {
    const { conflicts, parked, syncState, localVersion, hasConflicts, lastError } = offlineStorage;
    const unsent = apart(offlineStorage.pending).length;
    const offline = networkStatus.current === 'offline';
    const said = (tone, work, head, hint) => ({ tone, work, head, hint });
    let count = conflicts.length;
    if (count)
      return said(
        'decide',
        this.say('toDecide', { n: count }),
        this.say('decideHead', { n: count }),
        this.say('decideHint'),
      );
    count = parked.length;
    if (count)
      return said(
        'refused',
        this.say('nRefused', { n: count }),
        this.say('refused', { n: count }),
        this.say('refusedHint'),
      );
    if (syncState === 'needsLogin') {
      return said('login', this.say('signIn'), this.say('loginHead'), this.say('loginHint'));
    }
    count = unsent;
    const work = count ? this.say('nUnsent', { n: count }) : '';
    if (syncState === 'blocked' && count && lastError) {
      return said('blocked', work, this.say('blockedHead'), this.failure(lastError));
    }
    if (syncState === 'syncing' && !offline) {
      return said('syncing', this.say('syncing'), this.say('syncing'), this.say('syncingHint'));
    }
    if (count || hasConflicts) {
      const hint = this.say(offline ? 'offlineHint' : 'unsentHint');
      return said('unsent', work, this.say('unsentHead', { n: count || 1 }), hint);
    }
    const head = localVersion === undefined ? 'nothingHead' : 'syncedHead';
    return said('synced', '', this.say(head), this.say(offline ? 'workOn' : 'syncedHint'));
  }

  draw() {
    const { current, detail } = networkStatus;
    const network = current === 'offline' ? current : detail === 'degraded' ? detail : 'online';
    const now = this.standing();
    this.announce(this.say(network), now, network);
    const part = progress && progress.total > 1 && now.tone === 'syncing';
    const open = !!this.dialog && this.dialog.open;
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
            this.button('×', () => this.hide(), 'close', { 'aria-label': this.say('close') }),
          ),
          open && this.drawStanding(now, part),
          make('slot'),
          open && this.drawPending(),
          make('slot', { name: 'end' }),
        ),
      ),
      make('span', { class: 'unseen', role: 'status' }, this.spokenNow),
    ];
  }

  drawStanding(now, part) {
    const { lastSyncedTime, lastError, hasBrowserSupport } = offlineStorage;
    const problem =
      lastError &&
      lastError.at > (lastSyncedTime || 0) &&
      now.tone !== 'login' &&
      now.tone !== 'blocked';
    const fact = (name, words) => [make('dt', null, name), make('dd', null, words)];
    return make(
      'div',
      { 'data-key': 'standing' },
      make(
        'div',
        { part: 'standing' },
        make('strong', { part: 'headline' }, now.head),
        make('p', { part: 'hint' }, now.hint),
        part &&
          make('progress', {
            part: 'progress',
            max: progress.total,
            value: progress.done,
            'aria-label': this.say('syncing'),
          }),
      ),
      make(
        'div',
        { part: 'buttons' },
        now.tone === 'login' &&
          this.answers.signIn &&
          this.button(this.say('signIn'), () => this.answers.signIn(), 'primary'),
        this.button(this.say('syncNow'), () => this.sync(), now.tone === 'login' ? '' : 'primary'),
        this.button(this.say('saveFile'), () => this.save()),
      ),
      make('p', { part: 'note', role: 'status' }, this.note),
      make(
        'dl',
        { part: 'facts' },
        fact(
          this.say('lastSynced'),
          lastSyncedTime ? this.time(lastSyncedTime) : this.say('never'),
        ),
        problem ? fact(this.say('problem'), this.failure(lastError)) : [],
        hasBrowserSupport ? [] : fact(this.say('problem'), this.say('noSupport')),
      ),
    );
  }

  drawPending() {
    const all = apart(offlineStorage.pending);
    if (!all.length) return null;
    return make(
      'div',
      { part: 'pending', 'data-key': 'pending' },
      make('div', { role: 'heading', 'aria-level': 3 }, this.say('notSentYet')),
      make(
        'ul',
        { role: 'list' },
        all
          .slice(0, MOST)
          .map(entry =>
            make(
              'li',
              { 'data-key': entry.id, part: 'entry' },
              make('bdi', { part: 'name' }, this.nameOf(entry)),
              make('small', null, this.say(entry.state)),
            ),
          ),
        all.length > MOST &&
          make('li', { 'data-key': 'more' }, this.say('more', { n: all.length - MOST })),
      ),
    );
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

  async sync() {
    this.note = '';
    const done = await offlineStorage.syncLocalChangesToServer();
    this.note = this.say(done ? 'syncedHead' : 'notSent');
    this.update();
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    await offlineStorage.downloadCurrentChanges();
    this.saving = false;
  }
}
HoldfastStatus.texts = texts;
HoldfastStatus.css = css;
define('holdfast-status', HoldfastStatus, ['signIn']);

export { HoldfastStatus };
