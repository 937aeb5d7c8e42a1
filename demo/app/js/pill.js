// The pill in the bar: online or offline, and what is unsent. Screen readers read its changes aloud.

import { h, icon } from './dom.js';
import { tellTime } from './model.js';
import { standing } from './standing.js';

const glyphs = { decide: 'decide', refused: 'alert', login: 'lock', syncing: 'sync', unsent: 'unsent', synced: 'check' };

let pill;
let announcer;
let said;
let timer;

export function buildPill(button, spoken, { onOpen }) {
  pill = button;
  announcer = spoken;
  pill.onclick = onOpen;
}

export function showPill() {
  const now = standing();
  const words = [now.networkWords, now.words].filter(Boolean).join(', ');
  const all = [words, now.tone, now.network, now.synced && tellTime(now.synced)].join();
  if (said === all) return;
  said = all;
  pill.className = `pill ${now.network} ${now.tone}`;
  pill.setAttribute('aria-label', `${words}. Open sync`);
  pill.replaceChildren(
    h('span', { className: 'dot' }),
    h('span', { className: 'pill-network' }, now.networkWords),
    ...(!now.words && now.synced && now.network === 'online'
      ? [h('span', { className: 'pill-time' }, `synced ${tellTime(now.synced)}`)]
      : []),
    ...(now.words ? [h('span', { className: 'pill-work' }, icon(glyphs[now.tone]), now.words)] : []),
  );
  // Passing states (checking, syncing) are not worth an interruption.
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (now.network !== 'checking' && now.tone !== 'syncing') announcer.textContent = `${now.networkWords}. ${now.headline}.`;
  }, 1_200);
}
