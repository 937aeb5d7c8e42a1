// Short messages below the page: only what the user needs to know or can undo. They have a place of their own, so they cover nothing.

import { button, h } from './dom.js';

let root;

export function buildToasts(element) {
  root = element;
}

/** Shows `words` for a while; with `action: [words, fn]` also a button. */
export function toast(words, { action, tone = 'plain', key } = {}) {
  if (key) endToast(key);
  const message = h('div', { className: `toast ${tone}`, dataset: key ? { key } : {} }, h('span', null, words));
  if (action) {
    const [label, fn] = action;
    message.append(
      button(label, {
        className: 'toast-action',
        onclick: () => {
          message.remove();
          fn();
        },
      }),
    );
  }
  root.append(message);
  while (root.children.length > 2) root.firstElementChild.remove();
  setTimeout(() => message.remove(), action ? 8_000 : 4_500);
}

/** Removes the message with that key. */
export function endToast(key) {
  root.querySelector(`[data-key="${key}"]`)?.remove();
}
