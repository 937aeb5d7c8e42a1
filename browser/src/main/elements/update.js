// <holdfast-update>: offers a new release, and lets it take over when the user wants it.
import { offlineStorage } from '../holdfast.js';
import { define, make, HoldfastElement } from './base.js';

const texts = {
  updateReady: 'A new version is ready.',
  updateHint: 'The page is loaded anew. Your work is kept.',
  updateNow: 'Use it now',
  later: 'Later',
  updating: 'One moment …',
  updateFailed: 'The new version could not start. Try again later.',
  lookForUpdate: 'Look for a new version',
  looking: 'Looking for a new version …',
  upToDate: 'This is the newest version.',
};

const css = `
[part~=offer]{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding:10px 14px;border:1px solid var(--accent);
border-radius:var(--round);background:var(--surface)}
[part~=message]{flex:1 1 200px}
[part~=buttons]{margin:0}
.silent[part~=offer]{display:contents}
`;

let isReady = false;
offlineStorage.addEventListener('update', () => {
  isReady = true;
});

class HoldfastUpdate extends HoldfastElement {
  connectedCallback() {
    super.connectedCallback();
    this.ends.push(offlineStorage.addEventListener('update', () => this.see('updateReady')));
    if (isReady) this.see('updateReady');
    // The event came before this script, if the release waits since then.
    else if (
      globalThis.navigator &&
      navigator.serviceWorker &&
      navigator.serviceWorker.controller
    ) {
      offlineStorage.checkForUpdate().then(waits => waits && this.see('updateReady'));
    }
  }

  attributeChangedCallback() {
    this.update();
  }

  see(state) {
    this.state = state;
    this.update();
  }

  draw() {
    const { state } = this;
    const offers = state === 'updateReady' || state === 'updateFailed';
    const checks = !offers && state !== 'updating' && this.hasAttribute('check');
    this.toggleAttribute('empty', !state && !checks);
    return [
      make(
        'div',
        { part: 'offer', class: (state && 'shown') || 'silent' },
        make(
          'p',
          { part: 'message', role: 'status' },
          state && make('span', { part: 'headline' }, this.say(state)),
          state === 'updateReady' && make('span', { part: 'hint' }, ` ${this.say('updateHint')}`),
        ),
        make(
          'div',
          { part: 'buttons', hidden: !offers && !checks },
          offers &&
            this.button(this.say('updateNow'), () => this.apply(), 'primary', {
              'data-key': 'now',
            }),
          offers &&
            this.button(this.say('later'), () => this.see(undefined), '', { 'data-key': 'later' }),
          checks &&
            this.button(this.say('lookForUpdate'), () => this.look(), '', { 'data-key': 'look' }),
        ),
      ),
    ];
  }

  async look() {
    if (this.state === 'looking') return;
    this.see('looking');
    this.see((await offlineStorage.checkForUpdate()) ? 'updateReady' : 'upToDate');
  }

  async apply() {
    this.see('updating');
    try {
      if (this.answers.beforeReload) await this.answers.beforeReload();
      // If none waits any more, another tab has let it take over: then this page only has to be loaded anew.
      if (!(await offlineStorage.applyUpdate()) && (await offlineStorage.checkForUpdate()))
        return this.see('updateFailed');
      location.reload();
    } catch (failed) {
      this.see('updateFailed');
      throw failed;
    }
  }
}
HoldfastUpdate.texts = texts;
HoldfastUpdate.css = css;
HoldfastUpdate.observedAttributes = ['check'];
define('holdfast-update', HoldfastUpdate, ['beforeReload']);

export { HoldfastUpdate };
