// The report for a bug report: how much there is of what, in which state, and when; and nothing that a person wrote or that
// tells who it is. docs/inspector.md describes its form.

const isId = text => typeof text === 'string' && /^[0-9a-f]{32}$/.test(text);
const isCode = text => typeof text === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(text);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const STATES = ['queued', 'inFlight', 'unknown', 'conflicted', 'parked'];
const SYNC = ['idle', 'syncing', 'waiting', 'needsLogin', 'blocked'];
const DETAILS = ['checking', 'online', 'degraded', 'offline'];

const oneOf = (list, text) => (list.includes(text) ? text : 'other');
const number = value => (typeof value === 'number' && isFinite(value) ? value : null);
const code = cause => {
  const text = typeof cause === 'string' ? cause.split(': ')[0] : cause && cause.code;
  return isCode(text) ? text : text ? 'OTHER' : null;
};

/** Names stand for texts, in the order in which they come: `d1`, `d2`. */
const aliases = letter => {
  const known = new Map();
  return text => {
    if (!known.has(text)) known.set(text, letter + (known.size + 1));
    return known.get(text);
  };
};

const counts = audit =>
  Object.fromEntries(
    Object.entries(audit || {}).filter(
      ([name, value]) => /^[a-zA-Z]+$/.test(name) && number(value) !== null,
    ),
  );

const sizeOf = value => {
  try {
    return value === undefined ? 0 : JSON.stringify(value).length;
  } catch (none) {
    return null;
  }
};

/** A request's place in the API: never a path of the app's own. */
const callOf = path => {
  const found = /\/v1\/spaces\/[^/]+\/(sync|changes|preview|live|receipts)(\/|$)/.exec(path);
  return found ? found[1] : /\/holdfast\/ping$/.test(path) ? 'ping' : 'other';
};

export const reportOf = ({
  at,
  agent,
  support,
  reasons,
  spaces,
  queue,
  worker,
  releases,
  caches,
  room,
  locks,
  pages,
  attempts,
  verdicts,
}) => {
  const space = aliases('p');
  const subject = aliases('s');
  const document = aliases('d');
  const collection = aliases('c');
  const lane = aliases('l');
  const who = text => (text ? subject(text) : 'nobody');
  const cache = aliases('k');
  return {
    format: 'holdfast-inspector-report',
    version: 1,
    at,
    agent,
    support,
    reasons: reasons.map(({ code: reason, sentence }) => ({ code: reason, sentence })),
    spaces: spaces.map(one => ({
      space: space(one.space),
      subject: who(one.subject),
      ...(one.newer
        ? { newer: number(one.newer) }
        : {
            format: number(one.meta.format),
            replica: isId(one.meta.replica) ? one.meta.replica : null,
            generation: number(one.meta.generation),
            cursor: number(one.meta.cursor),
            verified: one.meta.verified === true,
            partial: one.meta.partial === true || one.meta.booting === true,
            sealed: one.meta.sealed === true,
            schema: number(one.meta.schema),
            serverSchema: number(one.meta.serverSchema),
            lastSynced: number(one.meta.lastSynced),
            pages: number(one.pages),
            archives: number(one.archive),
            history: number(one.history),
            damaged: number(one.damaged),
            audit: counts(one.audit),
            entries: one.entries.map(entry => ({
              id: isId(entry.id) ? entry.id : null,
              document: document(entry.key),
              collection: collection(entry.key.split('/')[0]),
              ours: entry.ours === true,
              state: oneOf(STATES, entry.state),
              at: number(entry.at),
              base: number(entry.base),
              attempts: number(entry.attempts),
              waitsForAnother: !!entry.on,
              replaces: Array.isArray(entry.replaces) ? entry.replaces.length : 0,
              deletes: entry.value === undefined,
              characters: sizeOf(entry.value),
              code: code(entry.cause),
            })),
          }),
    })),
    queue: queue && {
      ...(queue.newer ? { newer: number(queue.newer) } : {}),
      damaged: number(queue.damaged),
      counts: counts(queue.counts),
      requests: (queue.entries || []).map(entry => ({
        id: isId(entry.id) ? entry.id : null,
        subject: who(entry.subject),
        lane: lane(entry.lane),
        method: oneOf(METHODS, entry.method),
        state: oneOf(STATES, entry.state),
        at: number(entry.at),
        attempts: number(entry.attempts),
        notBefore: number(entry.notBefore),
        bytes: entry.body && number(entry.body.byteLength),
        waitsForIds: Array.isArray(entry.ids) ? entry.ids.length : 0,
        code: code(entry.cause),
      })),
    },
    worker: worker && {
      installing: worker.installing ? worker.installing.state : null,
      waiting: worker.waiting ? worker.waiting.state : null,
      active: worker.active ? worker.active.state : null,
    },
    releases: releases.map(one => ({ files: number(one.files), pages: number(one.pages) })),
    caches: caches.map(one => ({
      cache: cache(one.name),
      kind: one.kind,
      subject: who(one.subject),
    })),
    room: {
      usage: number(room.usage),
      quota: number(room.quota),
      persisted: room.persisted === true,
    },
    locks: { held: locks.held.length, pending: locks.pending.length },
    pages: pages.map(one => ({
      state: oneOf(SYNC, one.state),
      detail: oneOf(DETAILS, one.detail),
      verifiedAt: number(one.verifiedAt),
      lastSynced: number(one.lastSynced),
      error: one.error ? { code: code(one.error), at: number(one.error.at) } : null,
      visible: one.visible === true,
      support: one.support === true,
      misfits: number(one.misfits),
      audit: counts(one.audit),
      requests: one.requests.map(each => ({
        call: callOf(each.path),
        from: number(each.from),
        sent: number(each.sent),
        answered: number(each.answered),
        to: number(each.to),
        status: number(each.status),
        bytes: number(each.bytes),
      })),
    })),
    attempts: attempts.map(one => ({
      from: number(one.from),
      to: number(one.to),
      ok: one.ok === true ? true : one.ok === false ? false : null,
      code: one.code ? code(one.code) : null,
      seen: one.outside ? 'from outside' : 'by a page',
    })),
    verdicts: verdicts.map(one => ({ at: number(one.at), detail: oneOf(DETAILS, one.detail) })),
  };
};
