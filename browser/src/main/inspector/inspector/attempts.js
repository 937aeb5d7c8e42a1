// The attempts to sync, as a list: exact from pages that tell, and else by what shows from outside.

const KEPT = 200;
const SAME = 3000;

/**
 * Collects what is seen of the attempts of one space.
 *
 * From outside: a tab that failed says so to the others (`postponed`), a success shows in the replica's record
 * (`lastSynced`), and the beginning of an attempt only if a lock or a sent entry was seen meanwhile.
 */
export const watchAttempts = () => {
  const seen = [];
  let began = 0;
  let synced;
  const keep = one => {
    seen.push(one);
    if (seen.length > KEPT) seen.shift();
  };
  return {
    /** The lock of a sync is held, or entries are on their way. */
    running(now) {
      began = began || now;
    },
    idle() {
      began = 0;
    },
    failed(at, wait, code) {
      keep({ from: began || at, to: at, ok: false, code, wait, outside: true });
      began = 0;
    },
    /** The replica's record says when an exchange last succeeded. */
    synced(at) {
      if (synced !== undefined && at > synced) {
        keep({ from: began && began < at ? began : at, to: at, ok: true, code: '', outside: true });
        began = 0;
      }
      synced = at;
    },
    /** All attempts, oldest first: those of pages that tell, and others that these do not cover. */
    list(pages) {
      const exact = pages
        .flatMap(page => page.attempts.map(one => ({ ...one, page: page.path, token: page.token })))
        .filter(one => one.from);
      const covers = other =>
        exact.some(one => other.to >= one.from - SAME && (!one.to || other.to <= one.to + SAME));
      return [...exact, ...seen.filter(one => !covers(one))].sort(
        (one, other) => one.from - other.from,
      );
    },
  };
};

/** The requests of an attempt, in order. */
export const requestsOf = (attempt, pages) => {
  const page = pages.find(one => one.token === attempt.token);
  const until = attempt.to || Infinity;
  return ((page && page.requests) || [])
    .filter(one => one.from >= attempt.from - 20 && one.from <= until && !/\/live$/.test(one.path))
    .sort((one, other) => one.from - other.from);
};

/** The steps of an exchange, for a waterfall: `{ name, path, from, to, kind }`, times in ms since 1970. */
export const stepsOf = (attempt, requests) => {
  const steps = [];
  const add = (name, from, to, kind, path = '') => {
    if (to > from) steps.push({ name, path, from, to, kind });
  };
  let at = attempt.from;
  for (const one of requests) {
    add('lock, disk', at, one.from, 'disk');
    const sent = one.sent || one.from;
    add('wait, connect', one.from, sent, 'connect', one.path);
    add('server', sent, one.answered || one.to, 'server', one.path);
    add('receive', one.answered || one.to, one.to, 'receive', one.path);
    at = Math.max(at, one.to);
  }
  add(requests.length ? 'store the answer' : 'no request seen', at, attempt.to || at, 'disk');
  return steps;
};
