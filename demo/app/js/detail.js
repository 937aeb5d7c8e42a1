// One inspection: a form that saves while the user types, and shows the edits of others without moving the caret.

import { app } from './app.js';
import { button, h, icon, iconButton, reconcile, show } from './dom.js';
import { newId, settled, statuses, tellTime, titleOf } from './model.js';
import { overview } from './overview.js';
import { smallPhoto } from './photos.js';
import { markOf } from './marks.js';
import { toast } from './toast.js';
import { close } from './route.js';

let root;
let form;
let onDecide;

export function buildDetail(element, { decide }) {
  root = element;
  onDecide = decide;
}

/** Shows the inspection with that id; without an id, the overview of the day. */
export function showDetail(id) {
  const inspection = id && app.find(id);
  if (!inspection) {
    form = undefined;
    const shown = id && app.state ? gone() : app.state?.inspections.length ? overview() : h('div');
    if (!root.firstElementChild?.isEqualNode(shown)) root.replaceChildren(shown);
    return;
  }
  if (form?.id !== id) {
    form = new Form(id);
    root.replaceChildren(form.element);
    root.scrollTop = 0;
  }
  form.show(inspection);
}

const gone = () =>
  h('div', { className: 'blank' }, icon('trash'), h('h2', null, 'This inspection is gone'),
    h('p', null, 'It was removed, here or by someone else.'), button('Back to the list', { onclick: close }));

/** Puts the cursor into the title of the open inspection. */
export function focusTitle() {
  form?.site.focus();
}

class Form {
  constructor(id) {
    this.id = id;
    const edit = (name) => (event) => app.edit(id, { [name]: event.target.value });
    const text = (name, properties) => h('input', { type: 'text', name, autocomplete: 'off', oninput: edit(name), ...properties });

    this.kind = text('kind', { className: 'over', placeholder: 'Kind', 'aria-label': 'Kind of inspection', list: 'kinds' });
    this.site = h('textarea', { className: 'title', name: 'site', rows: 1, placeholder: 'Name of the site', 'aria-label': 'Site', oninput: edit('site'),
      onkeydown: (event) => {
        if (event.key === 'Enter') event.preventDefault();
      } });
    this.address = text('address', { placeholder: 'Street, number, town', 'aria-label': 'Address' });
    this.inspector = text('inspector', { list: 'inspectors', placeholder: 'Nobody yet' });
    this.date = h('input', { type: 'date', name: 'date', oninput: edit('date') });
    this.notes = h('textarea', { name: 'notes', rows: 3, placeholder: 'What you saw, measured, agreed …', oninput: edit('notes') });
    this.banner = h('div', { className: 'banner', hidden: true });
    this.status = this.makeStatus();
    this.findings = h('ul', { className: 'findings' });
    this.settled = h('span', { className: 'aside' });
    this.photos = h('div', { className: 'photos' });
    this.signed = h('div', { className: 'signed' });
    this.kinds = h('datalist', { id: 'kinds' });
    this.inspectors = h('datalist', { id: 'inspectors' });

    this.element = h(
      'form',
      { className: 'form', onsubmit: (event) => event.preventDefault() },
      h('div', { className: 'form-top' },
        iconButton('Back to the list', 'back', { className: 'glyph back', onclick: close }),
        this.kind,
        iconButton('Remove this inspection', 'trash', { onclick: () => this.remove() })),
      this.banner,
      this.site,
      h('label', { className: 'place' }, icon('pin'), this.address),
      this.status,
      h('div', { className: 'pair' },
        h('label', { className: 'field' }, h('span', null, 'Inspector'), this.inspector),
        h('label', { className: 'field' }, h('span', null, 'Date'), this.date)),
      h('section', { className: 'card', 'aria-label': 'Findings' },
        h('h3', null, 'Findings', this.settled), this.findings, this.makeFindingField()),
      h('section', { className: 'card' }, h('label', { className: 'field' }, h('h3', null, 'Notes'), this.notes)),
      h('section', { className: 'card', 'aria-label': 'Photos' }, h('h3', null, 'Photos'), this.photos, this.makePhotoField()),
      h('section', { className: 'card', 'aria-label': 'Sign-off' }, h('h3', null, 'Sign-off'), this.signed),
      this.kinds,
      this.inspectors,
    );
  }

  makeStatus() {
    return h(
      'fieldset',
      { className: 'status' },
      h('legend', { className: 'unseen' }, 'Status'),
      statuses.map(({ id, name, glyph }) =>
        h('label', { className: id },
          h('input', { type: 'radio', name: 'status', value: id, onchange: () => app.edit(this.id, { status: id }) }),
          icon(glyph), h('span', null, name)),
      ),
    );
  }

  makeFindingField() {
    const field = h('input', { type: 'text', placeholder: 'Add a finding', 'aria-label': 'Add a finding', autocomplete: 'off', enterKeyHint: 'done' });
    const add = () => {
      const text = field.value.trim();
      if (!text) return;
      field.value = '';
      const { findings } = app.find(this.id);
      app.edit(this.id, { findings: [...findings, { id: newId('f-'), text, done: false }] });
    };
    field.onkeydown = (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      add();
    };
    field.onblur = add;
    return h('label', { className: 'add' }, icon('plus'), field);
  }

  makePhotoField() {
    const field = h('input', {
      type: 'file',
      accept: 'image/*',
      multiple: true,
      className: 'unseen',
      onchange: async () => {
        const files = [...field.files];
        field.value = '';
        for (const file of files) await this.addPhoto(file);
      },
    });
    return h('label', { className: 'add photo-add' }, icon('camera'), h('span', null, 'Take or add a photo'), field);
  }

  async addPhoto(file) {
    try {
      const photo = { id: newId('p-'), dataUrl: await smallPhoto(file), caption: '' };
      app.edit(this.id, { photos: [...app.find(this.id).photos, photo] });
    } catch {
      toast(`“${file.name}” is not an image this browser can read.`, { tone: 'bad' });
    }
  }

  remove() {
    const name = titleOf(app.find(this.id));
    const putBack = app.remove(this.id);
    close();
    toast(`“${name}” removed.`, { action: ['Undo', putBack] });
  }

  // ------------------------------------------------------------------------------------- showing

  /** Brings every field up to date. */
  show(inspection) {
    for (const name of ['kind', 'site', 'address', 'inspector', 'date', 'notes']) show(this[name], inspection[name]);
    for (const field of [this.site, this.notes]) fit(field);
    for (const radio of this.status.querySelectorAll('input')) radio.checked = radio.value === inspection.status;
    this.showBanner(markOf(this.id));
    this.showFindings(inspection);
    this.showPhotos(inspection);
    this.showSigned(inspection);
    suggest(this.kinds, 'kind');
    suggest(this.inspectors, 'inspector');
  }

  showBanner(mark) {
    this.banner.hidden = mark !== 'conflict' && mark !== 'parked';
    if (this.banner.hidden || this.banner.dataset.mark === mark) return;
    this.banner.dataset.mark = mark;
    this.banner.replaceChildren(
      icon(mark === 'conflict' ? 'decide' : 'alert'),
      h('span', null, mark === 'conflict' ? 'Someone else changed the same fields. You see yours.' : 'The server refused a change. It is kept here.'),
      button(mark === 'conflict' ? 'Compare' : 'See why', { className: 'button small', onclick: () => onDecide(this.id, mark) }),
    );
  }

  showFindings(inspection) {
    const { done, of } = settled(inspection);
    this.settled.textContent = of ? `${done} of ${of} settled` : '';
    reconcile(this.findings, inspection.findings, {
      key: ({ id }) => id,
      make: ({ id }) => {
        const text = h('textarea', { rows: 1, 'aria-label': 'Finding', oninput: () => app.editItem(this.id, 'findings', id, { text: text.value }) });
        const box = h('input', { type: 'checkbox', 'aria-label': 'Settled', onchange: () => app.editItem(this.id, 'findings', id, { done: box.checked }) });
        const drop = iconButton('Remove this finding', 'close', { onclick: () => this.drop('findings', id) });
        return h('li', null, h('span', { className: 'tick' }, box, icon('check')), text, drop);
      },
      update: (row, { text, done: isDone }) => {
        const [tick, field] = row.children;
        tick.firstElementChild.checked = isDone;
        row.className = isDone ? 'done' : '';
        show(field, text);
        fit(field);
      },
    });
  }

  showPhotos({ photos }) {
    this.photos.hidden = !photos.length;
    reconcile(this.photos, photos, {
      key: ({ id }) => id,
      make: ({ id }) => {
        const caption = h('input', { type: 'text', placeholder: 'Caption', 'aria-label': 'Caption', oninput: () => app.editItem(this.id, 'photos', id, { caption: caption.value }) });
        return h('figure', null, h('img', { alt: '' }), h('figcaption', null, caption),
          iconButton('Remove this photo', 'close', { onclick: () => this.drop('photos', id) }));
      },
      update: (figure, { dataUrl, caption }) => {
        const image = figure.firstElementChild;
        if (image.getAttribute('src') !== dataUrl) image.src = dataUrl;
        image.alt = caption || 'Photo of the site';
        show(figure.querySelector('input'), caption);
      },
    });
  }

  drop(field, itemId) {
    app.edit(this.id, { [field]: app.find(this.id)[field].filter(({ id }) => id !== itemId) });
  }

  showSigned({ signOff, status, inspector, findings }) {
    const said = JSON.stringify([signOff, status, inspector, findings.filter(({ done }) => !done).length]);
    if (this.signed.said === said) return;
    this.signed.said = said;
    const decided = status === 'passed' || status === 'failed';
    if (signOff) {
      this.signed.replaceChildren(
        icon('lock'),
        h('p', null, h('strong', null, signOff.by), h('small', null, `signed ${tellTime(signOff.at)}`)),
        button('Withdraw', { className: 'button small', onclick: () => app.edit(this.id, { signOff: null }) }),
      );
    } else {
      const missing = !decided ? 'Decide passed or failed first.' : !inspector.trim() ? 'Name the inspector first.' : '';
      this.signed.replaceChildren(
        button(inspector.trim() ? `Sign as ${inspector.trim()}` : 'Sign', {
          glyph: 'pen', className: 'button', disabled: missing !== '',
          onclick: () => app.edit(this.id, { signOff: { by: inspector.trim(), at: Date.now() } }),
        }),
        h('p', { className: 'hint' }, missing),
      );
    }
  }
}

/** Makes a text area as high as its text, where the browser does not do so itself. */
function fit(field) {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

/** Suggests the values that inspections already have. */
function suggest(list, name) {
  const values = [...new Set(app.state.inspections.map((inspection) => inspection[name]))].filter(Boolean).sort();
  if (list.said === values.join()) return;
  list.said = values.join();
  list.replaceChildren(...values.map((value) => h('option', { value })));
}
