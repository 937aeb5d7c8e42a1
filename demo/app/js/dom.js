// Builds and updates elements: all that this app needs in place of a framework.

/**
 * Makes an element. Properties are set as such (`className`, `onclick`, `value` …), but `role` and those with a dash
 * as attributes. Children that are null or false are left out.
 */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null) continue;
    if (name.includes('-') || name === 'role' || name === 'list' || name === 'for') element.setAttribute(name, value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Makes the children of `parent` match `items`. Elements whose key stays are kept, and with them focus and caret.
 * `make(item)` builds one, `update(element, item)` brings one up to date.
 */
export function reconcile(parent, items, { key, make, update }) {
  const old = new Map([...parent.children].map((element) => [element.dataset.key, element]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    let element = old.get(id);
    if (element) {
      old.delete(id);
    } else {
      element = make(item);
      element.dataset.key = id;
    }
    update?.(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const element of old.values()) element.remove();
}

/** Sets a field unless it already shows the value, so that the caret stays where it is. */
export function show(field, value) {
  if (field.value !== value) field.value = value;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Shapes on a grid of 24, drawn with a line of 1.75. */
const shapes = {
  pair: 'M3.5 6h8v13h-8zM13.5 9h7v10h-7z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20',
  plus: 'M12 5v14M5 12h14',
  back: 'M14.5 5.5L8 12l6.5 6.5',
  forward: 'M9.5 5.5L16 12l-6.5 6.5',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M7.5 7.5l9 9M16.5 7.5l-9 9',
  half: 'M12 5a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM12 8.5V12l2.4 1.6',
  planned: 'M12 12h.01',
  unsent: 'M12 18V9M8 12.5L12 8.5l4 4M5 4.5h14',
  cloud: 'M7 18.5a4 4 0 0 1-.6-7.95a5.6 5.6 0 0 1 10.9-.9A4.5 4.5 0 0 1 16.8 18.5z',
  offline: 'M4 4l16 16M8.2 8.3a5.5 5.5 0 0 0-1.8 2.25A4 4 0 0 0 7 18.5h9.5M11 6.6a5.6 5.6 0 0 1 6.3 3.05a4.5 4.5 0 0 1 2.6 7.3',
  sync: 'M19.5 9.5A8 8 0 0 0 5.2 8M4.5 4.5V8.5h4M4.5 14.5a8 8 0 0 0 14.3 1.5M19.5 19.5v-4h-4',
  save: 'M5 5h11l3 3v11H5zM8.5 5v4.5h6V5M8.5 19v-5.5h7V19',
  download: 'M12 4.5v10M8 11l4 4l4-4M5 19.5h14',
  upload: 'M12 14.5v-10M8 8.5l4-4l4 4M5 19.5h14',
  phone: 'M7.5 3.5h9v17h-9zM11 17.5h2',
  reset: 'M5 4.5v4.5h4.5M5.3 9A7.5 7.5 0 1 1 4.5 13',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  camera: 'M4.5 8h3.2l1.5-2.5h5.6L16.3 8h3.2v11h-15zM12 10.2a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 0 1 0-6.4z',
  alert: 'M12 4.5L20.5 19.5h-17zM12 10v4.5M12 17h.01',
  decide: 'M12 4v16M8 20h8M5 7h14M5 7l-2.3 6a2.6 2.6 0 0 0 4.6 0zM19 7l-2.3 6a2.6 2.6 0 0 0 4.6 0z',
  pin: 'M12 20.5s-6.5-5.6-6.5-10.3a6.5 6.5 0 0 1 13 0c0 4.7-6.5 10.3-6.5 10.3zM12 8a2.3 2.3 0 1 1 0 4.6A2.3 2.3 0 0 1 12 8z',
  archive: 'M4.5 5h15v4h-15zM6 9v10.5h12V9M10 12.5h4',
  pen: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  lock: 'M6.5 11h11v8.5h-11zM8.5 11V8.5a3.5 3.5 0 0 1 7 0V11',
};

/** A line icon. Screen readers skip it, since words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and words. */
export function button(words, { glyph, className = 'button', ...properties } = {}) {
  return h('button', { type: 'button', className, ...properties }, glyph && icon(glyph), words && h('span', null, words));
}

/** A button that shows only an icon; `label` is its name. */
export function iconButton(label, glyph, properties) {
  return h('button', { type: 'button', className: 'glyph', title: label, 'aria-label': label, ...properties }, icon(glyph));
}
