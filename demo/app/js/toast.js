// Short messages at the edge: only what the user would want to know, or could undo.

import { button, h } from './dom.js';

let root;

export function buildToasts(element) {
  root = element;
}

/** Says `words` for a while; with `action: [words, fn]` there is something to do about it. */
export function toast(words, { action, tone = 'plain', key } = {}) {
  if (key) root.querySelector(`[data-key="${key}"]`)?.remove();
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
