// The sections that are no lists: why, attempts, network, worker and caches, tabs, storage, audit.
import { requestsOf, stepsOf } from './attempts.js';
import { contentsOf } from './browser.js';
import { requestAudit } from './disk.js';
import { element, pairs, table, tag } from './lists.js';
import { timeline, waterfall } from './picture.js';
import { reasonsOf } from './reasons.js';
import { HIDDEN } from './work.js';

/** What the timeline shows: from what was seen first, but at least the one and at most the other. */
const SHORTEST = 30 * 1000;
const LONGEST = 5 * 60 * 1000;

const at = id => document.getElementById(id);
const clock = ms => (ms ? new Date(ms).toLocaleTimeString() : '');
const day = ms => (ms ? new Date(ms).toLocaleString() : 'never');
const kilobytes = bytes =>
  bytes === undefined ? 'unknown' : `${Math.round(bytes / 1024).toLocaleString()} KB`;

/** The attempt whose waterfall is shown. */
let chosen;

export const drawWhy = facts => {
  const [first, ...others] = reasonsOf(facts.now());
  const headline = at('headline');
  if (headline.textContent !== first.sentence) headline.textContent = first.sentence;
  headline.dataset.code = first.code;
  headline.classList.toggle('calm', ['NOTHING_WAITS', 'SENDING', 'DUE'].includes(first.code));
  const space = facts.space();
  const shown = !space || facts.maySee(space);
  const evidence = shown
    ? first.evidence
    : first.evidence.map(([name]) => [isLabel(name) ? name : 'an entry', '']);
  at('evidence').replaceChildren(pairs([...evidence, ['code', first.code]]));
  at('besides').replaceChildren(
    ...others.map(one =>
      element('li', { 'data-code': one.code }, `${one.sentence} `, tag(one.code)),
    ),
  );
  const note = facts.trouble || (shown ? '' : HIDDEN);
  at('hidden').hidden = !note;
  at('hidden').textContent = note;
};

const isLabel = name => /^[a-z][a-z. ]*$/i.test(name) && !/\//.test(name);

export const drawAttempts = facts => {
  const attempts = facts.attemptsOf();
  const now = Date.now();
  const verdicts = facts.verdictList();
  const first = Math.min(...attempts.map(one => one.from), ...verdicts.map(one => one.at), now);
  const span = Math.min(LONGEST, Math.max(SHORTEST, (now - first) * 1.05));
  const width = Math.max(280, Math.min(1160, at('timeline').clientWidth || 800));
  at('timeline').replaceChildren(timeline(attempts, verdicts, now - span, now, width));
  const latest = attempts.slice(-50).reverse();
  const sign = JSON.stringify(latest);
  if (at('attempt-table').dataset.sign !== sign) {
    at('attempt-table').dataset.sign = sign;
    const again = document.activeElement && document.activeElement.dataset.from;
    at('attempt-table').replaceChildren(
      latest.length
        ? table(
            'Attempts, the latest first',
            ['began', 'took', 'outcome', 'code', 'seen', ''],
            latest.map(one => [
              clock(one.from),
              one.to ? `${one.to - one.from} ms` : 'goes on',
              one.ok ? 'done' : one.ok === false ? 'failed' : one.to ? 'unknown' : 'running',
              one.code || '',
              one.outside ? 'from outside' : one.page,
              one.token
                ? element(
                    'button',
                    { type: 'button', 'data-from': one.from, click: () => choose(facts, one) },
                    'Waterfall',
                  )
                : '',
            ]),
          )
        : element('p', {}, 'None seen yet.'),
    );
    const same = again && at('attempt-table').querySelector(`[data-from="${again}"]`);
    if (same) same.focus();
  }
  drawExchange(facts);
  const tells = facts.tellers().some(one => !one.gone);
  at('telling').replaceChildren(
    tells
      ? ''
      : 'No page tells what it does, so attempts are seen from outside only, without their requests. In the console of a page of the app: ',
    tells ? '' : element('code', {}, `import('${new URL('tell.js', import.meta.url).pathname}')`),
  );
};

const choose = (facts, attempt) => {
  chosen = { token: attempt.token, from: attempt.from };
  at('exchange').dataset.sign = '';
  drawExchange(facts);
};

const drawExchange = facts => {
  const attempt =
    chosen &&
    facts.attemptsOf().find(one => one.token === chosen.token && one.from === chosen.from);
  if (!attempt) return;
  const found = requestsOf(attempt, [...facts.pages.values()]);
  const steps = stepsOf(attempt, found);
  const width = Math.max(280, Math.min(1160, at('exchange').clientWidth || 800));
  const sign = JSON.stringify([steps, found, width]);
  if (at('exchange').dataset.sign === sign) return;
  at('exchange').dataset.sign = sign;
  at('exchange').replaceChildren(
    element('h3', {}, `The attempt of ${clock(attempt.from)}`),
    steps.length ? waterfall(steps, width) : 'It took less than a millisecond.',
    table(
      'Its steps',
      ['step', 'request', 'from', 'took'],
      steps.map(one => [
        one.name,
        one.path,
        `${Math.round(one.from - attempt.from)} ms`,
        `${Math.round(one.to - one.from)} ms`,
      ]),
    ),
    table(
      'Its requests',
      ['path', 'status', 'bytes', 'protocol'],
      found.map(one => [one.path, one.status || '', one.bytes || '', one.protocol]),
    ),
  );
};

export const drawNetwork = facts => {
  const verdict = facts.verdict();
  at('network').lastElementChild.replaceChildren(
    pairs([
      [
        'verdict',
        verdict
          ? `${verdict.current === verdict.detail ? verdict.current : `${verdict.current}, ${verdict.detail}`} (${verdict.by})`
          : 'none heard yet',
      ],
      ['found at', verdict ? day(verdict.at) : ''],
      ['navigator.onLine', navigator.onLine],
    ]),
    table(
      'Verdicts, the latest first',
      ['at', 'current', 'detail'],
      facts
        .verdictList()
        .slice(-20)
        .reverse()
        .map(one => [clock(one.at), one.current, one.detail]),
    ),
  );
};

export const drawCaches = facts => {
  const { worker, caches, releases, namedLast } = facts;
  const state = one => (one ? `${one.state}, ${new URL(one.script).pathname}` : 'none');
  at('registration').replaceChildren(
    pairs([
      [
        'worker',
        worker ? `for ${new URL(worker.scope).pathname}` : 'none is registered for this app',
      ],
      ...(worker
        ? [
            ['active', state(worker.active)],
            ['waiting', state(worker.waiting)],
            ['installing', state(worker.installing)],
          ]
        : []),
      [
        'releases kept',
        releases.length ? releases.map(one => `${one.files} files`).join(', ') : 'none',
      ],
      [
        'named as signed in last',
        namedLast
          ? facts.seen.has(namedLast.subject)
            ? namedLast.subject
            : 'somebody, or nobody'
          : 'nobody ever',
      ],
    ]),
  );
  at('routes').disabled = !(worker && worker.active);
  const sign = JSON.stringify([caches, [...facts.seen]]);
  if (at('caches').dataset.sign === sign) return;
  at('caches').dataset.sign = sign;
  at('caches').replaceChildren(
    element('h3', {}, 'Caches'),
    caches.length ? '' : element('p', {}, 'None.'),
    ...caches.map(one => {
      const own = facts.isOwn(one);
      const body = element('div', { class: 'content' });
      const details = element(
        'details',
        {},
        element('summary', {}, own ? one.name : 'a cache of another subject', tag(one.kind)),
        body,
      );
      details.addEventListener('toggle', async () => {
        if (!details.open) return;
        const urls = own ? await contentsOf(one.name) : [];
        body.replaceChildren(
          own
            ? table(
                `${urls.length} entries`,
                ['URL'],
                urls.slice(0, 500).map(url => [url]),
              )
            : HIDDEN,
        );
      });
      return details;
    }),
  );
};

export const drawTabs = facts => {
  const space = facts.space();
  const { held, pending } = facts.locks;
  const own = new Set(facts.spaces.map(one => one.name));
  const isOfApp = name => {
    const lock = /^(?:sync|live|call):(.*)$/s.exec(name);
    return lock ? own.has(lock[1]) : name.startsWith('holdfast');
  };
  const named = name =>
    space && name.endsWith(':' + space.name)
      ? name.split(':')[0] + ', this space'
      : name.split(/[:/]/)[0];
  at('tabs').lastElementChild.replaceChildren(
    table(
      'Pages that tell',
      ['page', 'sync state', 'network', 'last error', 'unsent', 'audit'],
      facts
        .tellers()
        .map(one => [
          one.path + (one.gone ? ' (gone)' : one.visible ? '' : ' (in the background)'),
          one.state,
          one.detail,
          one.error ? one.error.code : '',
          one.work,
          one.audit ? `${one.audit.total} in all` : '',
        ]),
    ),
    table(
      'Locks',
      ['lock', 'held or wanted', 'by'],
      [...held.map(one => [one, 'held']), ...pending.map(one => [one, 'wanted'])]
        .filter(([one]) => isOfApp(one.name))
        .map(([one, how]) => [named(one.name), how, facts.pageOf(one.client) || one.client]),
    ),
  );
};

export const drawStorage = facts => {
  const { room, queue } = facts;
  const space = facts.space();
  const meta = (space && space.meta) || {};
  at('storage').lastElementChild.replaceChildren(
    pairs([
      ['used', kilobytes(room.usage)],
      ['allowed', kilobytes(room.quota)],
      [
        'persisted',
        room.persisted ? 'yes' : 'no: the browser may remove everything when it needs room',
      ],
      ...(space && space.newer
        ? [['layout', `${space.newer}, which this inspector does not know`]]
        : []),
      ...(space && space.meta
        ? [
            ['replica', meta.replica],
            ['layout', meta.format],
            ['cursor', `${meta.cursor} of epoch ${meta.epoch || meta.presumed || 'none yet'}`],
            ['state hash', `${meta.hash}${meta.verified ? ', the same as the server’s' : ''}`],
            ['complete', meta.partial || meta.booting ? 'no: a first pull goes on' : 'yes'],
            ['schema', `${meta.schema || 'none'}; server ${meta.serverSchema || 'none'}`],
            ['last sync', day(meta.lastSynced)],
            ['sealed', meta.sealed ? 'yes' : 'no'],
            [
              'records',
              `${space.pages} pages, ${space.entries.length} changes, ${space.archive} archives, ${space.history} snapshots`,
            ],
          ]
        : []),
      ['damaged records', ((space && space.damaged) || 0) + ((queue && queue.damaged) || 0)],
    ]),
  );
};

export const drawAudit = facts => {
  const space = facts.space();
  const page = facts.teller();
  const none = space && space.audit ? space.audit : {};
  const asked =
    facts.queue && !facts.queue.newer ? requestAudit(facts.queue, space ? space.subject : '') : {};
  const told = (page && page.audit) || {};
  const names = Object.keys(space && space.audit ? space.audit : asked);
  at('audit').lastElementChild.replaceChildren(
    names.length
      ? table(
          'How many changes and requests are in each state',
          ['state', 'changes', 'requests', 'together', ...(page ? ['as a page tells'] : [])],
          names.map(name => [
            name,
            none[name] || 0,
            asked[name] || 0,
            (none[name] || 0) + (asked[name] || 0),
            ...(page ? [name in told ? told[name] : ''] : []),
          ]),
        )
      : element('p', {}, 'Nothing was ever counted here.'),
  );
};
