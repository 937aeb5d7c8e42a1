// Pictures as SVG: the timeline of attempts, the waterfall of one exchange. Colours are in the style sheet; each kind has a
// shape or a word besides, and what a picture shows is also in a table.

const SVG = 'http://www.w3.org/2000/svg';

const shape = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

const titled = (made, text) => {
  made.append(shape('title', {}, text));
  return made;
};

const frame = (width, height, label) =>
  shape('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': label,
    class: 'picture',
  });

const clock = at => new Date(at).toLocaleTimeString();

/** The width of a time, with some room. */
const LABEL = 90;
const STEPS = [5, 10, 30, 60, 300, 900, 3600, 14400, 86400].map(one => one * 1000);

const axis = (svg, from, to, place, top, height) => {
  const most = Math.max(2, (place(to) - place(from)) / LABEL);
  const step = STEPS.find(one => (to - from) / one <= most) || STEPS[STEPS.length - 1];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    svg.append(
      shape('line', { x1: place(at), x2: place(at), y1: top, y2: height - 16, class: 'grid' }),
    );
    if (place(at) + LABEL <= place(to)) {
      svg.append(shape('text', { x: place(at) + 3, y: height - 4, class: 'scale' }, clock(at)));
    }
  }
};

/**
 * @param attempts of `watchAttempts`
 * @param verdicts `{ at, detail }`, oldest first
 */
export const timeline = (attempts, verdicts, from, to, width) => {
  const height = 96;
  const place = at => ((Math.min(Math.max(at, from), to) - from) / (to - from)) * width;
  const shown = attempts.filter(one => (one.to || to) >= from);
  const failed = shown.filter(one => one.ok === false).length;
  const svg = frame(
    width,
    height,
    `Attempts to sync from ${clock(from)} to ${clock(to)}: ${shown.length}, ${failed} of them failed. The table below has each.`,
  );
  axis(svg, from, to, place, 0, height);
  verdicts.forEach((one, index) => {
    const until = index + 1 < verdicts.length ? verdicts[index + 1].at : to;
    if (until < from) return;
    const left = place(one.at);
    const bar = shape('rect', {
      x: left,
      y: 4,
      width: Math.max(1, place(until) - left),
      height: 16,
      class: `verdict ${one.detail}`,
    });
    svg.append(titled(bar, `${one.detail} from ${clock(one.at)}`));
    if (place(until) - left > 60) {
      svg.append(shape('text', { x: left + 4, y: 16, class: 'on-bar' }, one.detail));
    }
  });
  for (const one of shown) {
    const left = place(one.from);
    const right = place(one.to || to);
    const kind = one.ok ? 'done' : one.ok === false ? 'failed' : one.to ? 'unknown' : 'running';
    const bar = shape('rect', {
      x: left,
      y: 36,
      width: Math.max(3, right - left),
      height: 20,
      rx: 2,
      class: `attempt ${kind}`,
    });
    svg.append(titled(bar, `${clock(one.from)}: ${kind} ${one.code || ''}`));
    if (kind === 'failed') {
      svg.append(shape('path', { d: `M${left} 60l5 9h-10z`, class: 'mark' }));
    }
  }
  return svg;
};

const KINDS = {
  disk: 'on this device',
  connect: 'on the way',
  server: 'at the server',
  receive: 'coming back',
};

/** @param steps of `stepsOf` */
export const waterfall = (steps, width) => {
  const row = 22;
  const height = steps.length * row + 24;
  const from = Math.min(...steps.map(one => one.from));
  const to = Math.max(...steps.map(one => one.to));
  const left = Math.min(190, width / 2.5);
  const place = at => left + ((at - from) / Math.max(1, to - from)) * (width - left - 60);
  const svg = frame(
    width,
    height,
    `One attempt of ${Math.round(to - from)} ms, step by step; the table below has each.`,
  );
  steps.forEach((one, index) => {
    const top = index * row + 4;
    svg.append(shape('text', { x: 0, y: top + 13, class: 'label' }, `${one.name}`));
    const bar = shape('rect', {
      x: place(one.from),
      y: top,
      width: Math.max(2, place(one.to) - place(one.from)),
      height: row - 6,
      class: `step ${one.kind}`,
    });
    svg.append(titled(bar, `${one.name} ${one.path}: ${KINDS[one.kind]}`));
    svg.append(
      shape(
        'text',
        { x: place(one.to) + 4, y: top + 13, class: 'scale' },
        `${Math.round(one.to - one.from)} ms`,
      ),
    );
  });
  return svg;
};
