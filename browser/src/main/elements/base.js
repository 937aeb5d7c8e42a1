// What the elements share: language and texts, drawing, and names of what is changed.
import { networkStatus, offlineStorage } from '../holdfast.js';

/** What several elements say. Of a text with forms, `n` chooses one as the language's plural rules say. */
const english = {
  close: 'Close',
  aChange: 'A change',
  refused: { one: 'The server refused one change', other: 'The server refused {n} changes' },
  refusedHint: 'Kept on this device until you try again or discard it.',
  retry: 'Try again',
  notLoaded: 'This could not be loaded.',
};

const languages = {
  ar: () => import('./texts/ar.js'),
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  nl: () => import('./texts/nl.js'),
};
const translations = {};
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;

/** What an element asks the app for. Each is a property of the element, and one of `elementDefaults`. */
const QUESTIONS = ['texts', 'documentName', 'fieldName', 'valueText', 'failureText'];

const defaults = {};
const connected = new Set();

/** Fails for what would fail only when it is drawn, where nobody could tell why. */
function check(name, answer, kind = name === 'texts' ? 'object' : 'function') {
  if (answer != null && typeof answer !== kind) {
    throw new TypeError(
      `${name} must be a${kind === 'object' ? 'n' : ''} ${kind}, not a ${typeof answer}`,
    );
  }
  for (const [key, text] of Object.entries((name === 'texts' && answer) || {})) {
    if (text != null && !/^[sf]/.test(typeof text) && typeof text.other !== 'string') {
      throw new TypeError(`texts.${key} must be a string, a function or { one, other }`);
    }
  }
}

/** Answers for all elements what one of them can be told by its properties. */
export function elementDefaults(given) {
  check('elementDefaults()', given || 0, 'object');
  for (const name of Object.keys(given)) {
    if (!QUESTIONS.includes(name)) {
      throw new TypeError(
        `elementDefaults(): no option ${name}: known are ${QUESTIONS.join(', ')}`,
      );
    }
    check(name, given[name]);
  }
  Object.assign(defaults, given);
  connected.forEach(element => element.update());
}

const SHEET = `
:host{display:block;color:var(--ink);font:inherit;line-height:1.4;
--ink:var(--holdfast-ink,light-dark(#17211d,#e8ede9));--quiet:var(--holdfast-quiet,light-dark(#56625c,#a3afa8));
--surface:var(--holdfast-surface,light-dark(#fff,#171d1b));--sunken:var(--holdfast-sunken,light-dark(#f1f3f0,#212926));
--line:var(--holdfast-line,light-dark(#d5dbd6,#3a4540));--accent:var(--holdfast-accent,light-dark(#0b6b50,#6fd0ad));
--accent-ink:var(--holdfast-accent-ink,light-dark(#fff,#06251b));--warn:var(--holdfast-warn,light-dark(#85510a,#eeb45f));
--bad:var(--holdfast-bad,light-dark(#a8281c,#ff9d8d));--round:var(--holdfast-radius,12px)}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box}
p,dl,dd,ul,fieldset{margin:0;padding:0;border:0;min-width:0}
ul{list-style:none}
h2,[role=heading]{margin:0;font-size:1.1em;font-weight:650}
[role=heading]:focus,[part~=note]:focus{outline:0}
button{min-height:44px;padding:6px 16px;border:1px solid var(--line);border-radius:var(--round);background:var(--surface);
color:inherit;font:inherit;font-weight:600;cursor:pointer}
button:hover{border-color:var(--quiet)}
button[part~=primary]{border-color:var(--accent);background:var(--accent);color:var(--accent-ink)}
button[part~=danger]{border-color:var(--bad);color:var(--bad)}
:focus-visible{outline:2.5px solid var(--accent);outline-offset:2px}
[part~=hint],[part~=note]{color:var(--quiet)}
[part~=buttons]{display:flex;flex-wrap:wrap;gap:8px;margin-top:10px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`;

const sheets = new Map();
function sheetOf(css) {
  if (!sheets.has(css)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheets.get(css);
}

/** Makes an element: a name that begins with `on` is a listener, any other an attribute. */
export function make(tag, given, ...children) {
  const node = document.createElement(tag);
  node.listeners = {};
  for (const [name, value] of Object.entries(given || {})) {
    if (value == null || value === false) continue;
    // Without what it returns: false would keep the browser from what it does then.
    if (name.startsWith('on')) node[name] = node.listeners[name] = event => void value(event);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter(child => child != null && child !== false && child !== ''));
  return node;
}

/** Makes `old` look like `now`. Elements of one key stay the same ones, and with them focus, choice and caret. */
function morph(old, now) {
  if (old.nodeType === 3) {
    if (old.data !== now.data) old.data = now.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value && name !== 'open') old.setAttribute(name, value);
  }
  for (const name in old.listeners) old[name] = null;
  Object.assign(old, now.listeners);
  old.listeners = now.listeners;
  children(old, now);
}

const keyOf = node => (node.getAttribute && node.getAttribute('data-key')) || node.nodeName;

function children(old, now) {
  const wants = {};
  for (const wanted of now.childNodes) wants[keyOf(wanted)] = (wants[keyOf(wanted)] || 0) + 1;
  // First what goes: then what stays is not moved, which would take its focus.
  for (const node of [...old.childNodes]) if (!(wants[keyOf(node)]-- > 0)) node.remove();
  let place = old.firstChild;
  for (const wanted of [...now.childNodes]) {
    let same = place;
    while (same && keyOf(same) !== keyOf(wanted)) same = same.nextSibling;
    if (same) morph(same, wanted);
    else same = wanted;
    if (same === place) place = place.nextSibling;
    else old.insertBefore(same, place);
  }
}

/** A name from the data, as a person writes it. */
export const words = token =>
  token
    .replace(/([a-z])([A-Z])/g, (all, low, high) => `${low} ${high.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .replace(/^./, first => first.toUpperCase());

const titles = new Map();

/** An element on the public members of `offlineStorage` and `networkStatus`. */
export class HoldfastElement extends (globalThis.HTMLElement || Object) {
  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    this.english = {};
    this.answers = {};
    this.adopt({ texts: english, css: SHEET });
    this.adopt(this.constructor);
  }

  adopt({ texts, css }) {
    Object.assign(this.english, texts);
    try {
      this.shadowRoot.adoptedStyleSheets = [...this.shadowRoot.adoptedStyleSheets, sheetOf(css)];
    } catch {
      // An old browser shows it without a style.
    }
  }

  connectedCallback() {
    for (const name of this.constructor.questions) {
      if (!Object.prototype.hasOwnProperty.call(this, name)) continue;
      const value = this[name]; // set before this class was known
      delete this[name];
      this[name] = value;
    }
    connected.add(this);
    const update = () => this.update();
    this.ends = [offlineStorage.subscribe(update), networkStatus.subscribe(update)];
    update();
  }

  disconnectedCallback() {
    connected.delete(this);
    this.ends.forEach(end => end());
  }

  /** Loads what is inside, which nobody sees at first. If that fails, the next call tries again. */
  loadInside() {
    const kind = this.constructor;
    if (kind.inside || kind.isLoading) return;
    const become = state => {
      Object.assign(kind, { isLoading: false }, state);
      connected.forEach(element => element.update());
    };
    kind.isLoading = true;
    kind.load().then(
      inside => become({ inside }),
      () => become({ hasFailed: true }),
    );
  }

  /** What stands in the place of what is inside as long as that is not here. */
  drawMissing() {
    return make(
      'div',
      { 'data-key': 'missing' },
      make(
        'p',
        { part: 'note', role: 'status' },
        this.constructor.hasFailed && this.say('notLoaded'),
      ),
      this.constructor.hasFailed &&
        make(
          'div',
          { part: 'buttons' },
          this.button(this.say('retry'), () => this.loadInside()),
        ),
    );
  }

  /** Draws it anew, once for all changes of this moment. */
  update() {
    if (this.waits) return;
    this.waits = true;
    queueMicrotask(() => {
      this.waits = false;
      if (this.isConnected) this.drawNow();
    });
  }

  drawNow() {
    if (this.inside !== this.constructor.inside) {
      this.inside = this.constructor.inside;
      this.adopt(this.inside);
    }
    const asked = this.language;
    const known = asked.toLowerCase().split('-')[0];
    if (languages[known] && !translations[known]) {
      languages[known]().then(
        module => {
          translations[known] = module.default;
          connected.forEach(element => element.update());
        },
        () => {}, // without a network: English, and asked for again at the next change
      );
    }
    const told = known === 'en' || translations[known] || this.answers.texts || defaults.texts;
    this.spoken = told ? asked : 'en';
    this.translation = translations[known] || {};
    const now = make('div', {
      part: 'root',
      lang: this.spoken,
      dir: RIGHT_TO_LEFT.test(this.spoken) ? 'rtl' : RIGHT_TO_LEFT.test(asked) ? 'ltr' : null,
    });
    now.append(...this.draw().filter(Boolean));
    const root = this.shadowRoot;
    const hadFocus = root.activeElement;
    if (root.firstChild) morph(root.firstChild, now);
    else root.append(now);
    // What was decided is gone: the keyboard goes on from what came of it.
    if (hadFocus && !hadFocus.isConnected) {
      const next = root.querySelector('[data-next]:not([hidden])');
      if (next) next.focus();
    }
    if (this.drawn) this.drawn();
  }

  /** The language that the page names for it, as in `lang="de-CH"`. */
  get language() {
    for (let node = this; node; node = node.assignedSlot || node.parentNode || node.host) {
      const lang = node.getAttribute && node.getAttribute('lang');
      if (!lang) continue;
      try {
        return Intl.getCanonicalLocales(lang)[0];
      } catch {
        break; // no name of a language
      }
    }
    return 'en';
  }

  /** What the app answers to one of the questions. */
  ask(name, ...args) {
    const fn = this.answers[name] || defaults[name];
    return fn ? fn(...args) : undefined;
  }

  /** The text `key` in the page's language, or as the app words it. */
  say(key, values = {}) {
    const all = [this.answers.texts, defaults.texts, this.translation, this.english];
    let text = all.map(one => one && one[key]).find(one => one != null);
    if (typeof text === 'function') return text(values);
    if (typeof text === 'object') {
      text = text[new Intl.PluralRules(this.spoken).select(values.n)] || text.other;
    }
    const rtl = RIGHT_TO_LEFT.test(this.spoken);
    return text.replace(/\{(\w+)\}/g, (all, name) => {
      const value = values[name];
      if (typeof value === 'number') return value.toLocaleString(this.spoken);
      return rtl ? `\u2068${value}\u2069` : value;
    });
  }

  /** As the browser writes times, also in its own fields. */
  time(at) {
    const then = new Date(at);
    const day = then.toDateString() === new Date().toDateString() ? {} : { dateStyle: 'medium' };
    return then.toLocaleString(undefined, { timeStyle: 'short', ...day });
  }

  /** What an entry is about, in the app's words or in those of the data. */
  nameOf(entry) {
    const named = this.ask('documentName', entry);
    if (named) return named;
    if (entry.kind === 'request') {
      const last = new URL(entry.url, location.href).pathname.split('/').filter(Boolean).pop();
      return `${this.say('aChange')}${last ? `: ${words(decodeURI(last))}` : ''}`;
    }
    const [collection, id] = entry.key.split(/\/([^]*)/);
    const name = collection.replace(/%2F/g, '/').replace(/%25/g, '%');
    const titled = value => {
      const found = value && (value.title || value.name || value.label || value.subject);
      return typeof found === 'string' && found.trim();
    };
    const shown = titled(entry.local) || titled(entry.server);
    if (shown) return shown;
    if (id === '~') return words(name.replace(/^~/, ''));
    if (!titles.has(entry.key)) {
      titles.set(entry.key, '');
      offlineStorage
        .collection(name)
        .get(id)
        .then(value => {
          if (!titled(value)) return;
          titles.set(entry.key, titled(value));
          this.update();
        })
        .catch(() => {});
    }
    return titles.get(entry.key) || `${words(name)}: ${id}`;
  }

  /** A heading of the level that the attribute `level` says. */
  heading(text, given) {
    return make(
      'div',
      { role: 'heading', 'aria-level': this.getAttribute('level') || 2, part: 'title', ...given },
      text,
    );
  }

  button(text, onclick, kind, given) {
    return make(
      'button',
      { type: 'button', part: `button ${kind || ''}`.trim(), onclick, ...given },
      text,
    );
  }
}

/** Makes an element known to the browser, with a property for each question. */
export function define(name, element, more = []) {
  element.questions = [...QUESTIONS, ...more];
  for (const question of element.questions) {
    Object.defineProperty(element.prototype, question, {
      configurable: true,
      enumerable: true,
      get() {
        return this.answers[question];
      },
      set(answer) {
        check(question, answer);
        this.answers[question] = answer;
        this.update();
      },
    });
  }
  const registry = globalThis.customElements;
  if (registry && !registry.get(name)) registry.define(name, element);
}

if (globalThis.MutationObserver) {
  new MutationObserver(() => connected.forEach(element => element.update())).observe(document, {
    attributes: true,
    attributeFilter: ['lang'],
    subtree: true,
  });
}
