// The page: shows the facts, and shows them anew when they change.
import { routesOf, scopes } from './browser.js';
import { databases } from './disk.js';
import { Facts } from './facts.js';
import { element, table } from './lists.js';
import { reasonsOf } from './reasons.js';
import { reportOf } from './report.js';
import * as sections from './sections.js';
import { workLists } from './work.js';

const TICK = 1000;
const SLOW = 5;

const at = id => document.getElementById(id);

let facts;
const lists = workLists(() => facts);

const drawChoice = () => {
  const options = facts.spaces.map(one => {
    const shown = facts.maySee(one);
    const name = `${one.space}${one.subject ? `, ${shown ? one.subject : 'another subject'}` : ''}`;
    return [one.name, name];
  });
  const sign = JSON.stringify([options, facts.database]);
  if (at('space').dataset.sign === sign) return;
  at('space').dataset.sign = sign;
  at('space').replaceChildren(
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
  at('space').value = facts.database;
};

const draw = what => {
  sections.drawWhy(facts);
  sections.drawAttempts(facts);
  sections.drawNetwork(facts);
  sections.drawTabs(facts);
  if (what === 'news') return;
  drawChoice();
  sections.drawCaches(facts);
  sections.drawStorage(facts);
  sections.drawAudit(facts);
  lists.show();
};

let drawing = '';
const redraw = what => {
  const first = !drawing;
  drawing = what === 'news' && drawing !== 'all' ? 'news' : 'all';
  if (first) {
    setTimeout(() => {
      const due = drawing;
      drawing = '';
      draw(due);
      document.documentElement.dataset.ready = 'yes';
    }, 30);
  }
};

// --- choosing, searching, saving ---

const open = scope => {
  if (facts) facts.close();
  facts = new Facts(scope, redraw);
  return facts.look();
};

const home = new URL('../', new URL('./', location.href)).pathname;

const begin = async () => {
  const found = new Set([home, ...(await scopes())]);
  try {
    for (const one of await databases()) found.add(one.scope);
  } catch (blocked) {
    // the reasons say so
  }
  const all = [...found].sort();
  at('scope').replaceChildren(...all.map(scope => element('option', { value: scope }, scope)));
  at('scope').value = home;
  await open(home);
  if (!facts.spaces.length && !facts.queue && all.length === 2) {
    at('scope').value = all.find(one => one !== home);
    await open(at('scope').value);
  }
};

at('scope').addEventListener('change', () => open(at('scope').value));
at('space').addEventListener('change', () => {
  facts.database = at('space').value;
  facts.look();
});
at('search').addEventListener('input', () => lists.search(at('search').value));
at('routes').addEventListener('click', async () => {
  const script = facts.worker.active.script;
  let shown;
  try {
    const routes = await routesOf(script);
    shown = table('Calls in the worker’s script', ['call', 'first argument'], routes);
  } catch (failed) {
    shown = element('p', {}, `The script cannot be read now: ${failed.message}`);
  }
  at('route-table').replaceChildren(shown);
});

const report = () =>
  reportOf({
    at: Date.now(),
    agent: navigator.userAgent,
    support: facts.support,
    reasons: reasonsOf(facts.now()),
    spaces: facts.spaces,
    queue: facts.queue,
    worker: facts.worker,
    releases: facts.releases,
    caches: facts.caches,
    room: facts.room,
    locks: facts.locks,
    pages: facts.tellers(),
    attempts: facts.attemptsOf(),
    verdicts: facts.verdictList(),
  });

at('report').addEventListener('click', () => {
  const text = JSON.stringify(report(), null, 2);
  const link = element('a', {
    href: URL.createObjectURL(new Blob([text], { type: 'application/json' })),
    download: `holdfast-report-${new Date().toISOString().replace(/[:.]/g, '-')}.json`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});

// The worker asks all pages to save before it answers the first write offline, and waits for each. This one has nothing.
if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener('message', event => {
    if (event.ports[0]) event.ports[0].postMessage({ saved: false });
  });
  navigator.serviceWorker.startMessages();
}

let ticks = 0;
setInterval(async () => {
  if (document.hidden || !facts) return;
  ticks++;
  if (ticks % SLOW === 0) facts.look();
  else await facts.glance();
  redraw('news');
}, TICK);
for (const type of ['online', 'offline']) addEventListener(type, () => redraw('news'));
document.addEventListener('visibilitychange', () => document.hidden || (facts && facts.look()));

begin();
