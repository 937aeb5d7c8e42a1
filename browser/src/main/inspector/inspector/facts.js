// What is known of one app of this origin at the moment: from its databases, from what its tabs say to each other, and from
// the pages that tell. Whoever asks for it hears when it has changed.
import { watchAttempts } from './attempts.js';
import * as browser from './browser.js';
import * as disk from './disk.js';

const GONE = 2000;
const KEPT = 200;

/** A page that is open probes at least this often while work waits, in ms, and the others hear of it. */
const SILENT = 150000;

/** A tab tells the others often while it syncs; a look at the disk waits for this many ms. */
const PAUSE = 250;

export class Facts {
  /**
   * @param scope the path where the app lives
   * @param changed is called after each change, with what has changed: 'disk', 'documents' or 'news'
   */
  constructor(scope, changed) {
    this.scope = scope;
    this.changed = changed;
    this.support = browser.support();
    this.spaces = [];
    this.queue = undefined;
    this.database = '';
    this.documents = [];
    this.caches = [];
    this.releases = [];
    this.locks = { held: [], pending: [] };
    this.room = {};
    this.verdicts = [];
    this.seen = new Set();
    this.pages = new Map();
    this.attempts = new Map();
    this.leaders = new Map();
    this.heardAt = 0;
    this.trouble = '';
    this.read = '';
    this.listen();
  }

  listen() {
    this.tabs = new BroadcastChannel('holdfast' + disk.endingOf(this.scope));
    this.tabs.onmessage = event => this.heard(event.data || {});
    this.telling = new BroadcastChannel('holdfast-inspector');
    this.telling.onmessage = event => this.told(event.data || {});
    this.telling.postMessage({ type: 'hello' });
  }

  close() {
    this.tabs.close();
    this.telling.close();
    this.closed = true;
  }

  // --- what the tabs say ---

  heard(message) {
    const now = Date.now();
    this.heardAt = now;
    if (message.type === 'network') {
      const { current, detail, at, verified } = message;
      this.note({ at: at || now, current, detail, verified });
    } else if (message.type === 'replica') {
      this.see(message.db);
      this.look();
    } else if (message.type === 'postponed') {
      this.see(message.db);
      this.postponed = { db: message.db, state: message.state, wait: message.wait, at: now };
      this.look().then(() => {
        const failed = (this.of(message.db).entries || [])
          .map(one => one.cause)
          .find(one => one && one.code);
        this.of(message.db).watched.failed(now, message.wait, failed ? failed.code : '');
        this.changed('news');
      });
    } else if (message.type === 'queue') {
      this.look();
    } else if (message.type === 'installFailed') {
      this.installFailed = { at: now, text: String(message.text) };
    } else if (message.type === 'told' && message.code === 'NO_PROBE') {
      this.noProbe = { at: now, text: String(message.text) };
    } else if (message.type === 'signedOut') {
      this.seen.delete(message.subject);
      this.documents = [];
      this.look();
    }
    this.changed('news');
  }

  note(verdict) {
    const last = this.verdicts[this.verdicts.length - 1];
    if (last && last.detail === verdict.detail && last.current === verdict.current) {
      Object.assign(last, { verified: verdict.verified, latest: verdict.at });
      return;
    }
    this.verdicts.push(verdict);
    if (this.verdicts.length > KEPT) this.verdicts.shift();
  }

  told(message) {
    if (message.type !== 'page' || typeof message.token !== 'string') return;
    const before = this.pages.get(message.token);
    this.pages.set(message.token, { ...message, heard: Date.now(), gone: false });
    if (!before) this.look();
    this.changed('news');
  }

  /** A page of this database's subject is at work: what lies there may be shown. */
  see(name) {
    const known = disk.named(String(name));
    if (known && known.scope === this.scope && known.kind === 'space') {
      this.seen.add(known.subject);
    }
  }

  /** The attempts of a database, seen from outside, and its leader. */
  of(name) {
    if (!this.attempts.has(name)) this.attempts.set(name, watchAttempts());
    const space = this.spaces.find(one => one.name === name);
    return { watched: this.attempts.get(name), ...space };
  }

  // --- looking ---

  /** Looks at the disk, soon; those who ask meanwhile share the look, and a change meanwhile makes another. */
  look() {
    this.due = true;
    this.looking = this.looking || this.lookWhileDue();
    return this.looking;
  }

  async lookWhileDue() {
    while (this.due && !this.closed) {
      await new Promise(done => setTimeout(done, PAUSE));
      this.due = false;
      if (!this.closed) await this.lookNow();
    }
    this.looking = undefined;
  }

  async lookNow() {
    try {
      if (this.support.database) await this.lookAtDisk();
      this.trouble = '';
    } catch (failed) {
      this.trouble = String((failed && failed.message) || failed);
    }
    await this.lookAtBrowser();
    this.changed('disk');
  }

  async lookAtDisk() {
    let all;
    try {
      all = await disk.databases();
    } catch (blocked) {
      if (blocked && blocked.name === 'SecurityError') this.support.database = false;
      throw blocked;
    }
    this.names = JSON.stringify(all);
    const ours = all.filter(one => one.scope === this.scope);
    const spaces = [];
    for (const known of ours.filter(one => one.kind === 'space')) {
      const found = await disk
        .space(known)
        .catch(failed => ({ gone: failed.name === 'AbortError', failed }));
      if (found.gone) continue;
      spaces.push(
        found.failed
          ? { ...known, meta: {}, entries: [], damaged: 0, failed: String(found.failed) }
          : found,
      );
    }
    this.spaces = spaces;
    const queue = ours.find(one => one.kind === 'requests');
    this.queue = queue && (await disk.requests(queue).catch(() => undefined));
    if (!spaces.some(one => one.name === this.database))
      this.database = spaces.length ? spaces[0].name : '';
    for (const one of spaces) {
      const { watched } = this.of(one.name);
      if (!one.meta) continue;
      if ((one.entries || []).some(entry => entry.state === 'inFlight'))
        watched.running(Date.now());
      watched.synced(one.meta.lastSynced || 0);
    }
    await this.lookAtDocuments();
  }

  /** Reads the documents again if they have changed. Those of a subject that nobody here works as are not read. */
  async lookAtDocuments() {
    const space = this.space();
    const sign =
      space && space.meta
        ? [space.name, space.meta.replica, space.meta.pages, this.maySee(space)].join()
        : '';
    if (sign === this.read) return;
    const readable = space && space.meta && !space.newer && !space.failed && this.maySee(space);
    this.documents = readable ? await disk.documents(space.name).catch(() => []) : [];
    this.read = sign;
    this.changed('documents');
  }

  async lookAtBrowser() {
    const [found, kept, worker, room, last] = await Promise.all([
      browser.cachesOf(this.scope),
      browser.releases(this.scope),
      browser.registration(this.scope),
      browser.room(),
      browser.namedLast(this.scope),
    ]);
    Object.assign(this, { caches: found, releases: kept, worker, room, namedLast: last });
    await this.lookAtLocks();
  }

  /** What is quickly looked at: the locks, and whether a database has come or gone, of which no tab tells. */
  async glance() {
    await this.lookAtLocks();
    if (!this.support.database) return;
    const all = await disk.databases().catch(() => undefined);
    if (all && JSON.stringify(all) !== this.names) await this.look();
  }

  async lookAtLocks() {
    const now = Date.now();
    this.locks = await browser.locks();
    const held = new Set();
    for (const { name } of [...this.locks.held, ...this.locks.pending]) {
      const lock = /^(?:sync|live|call):(.*)$/s.exec(name);
      if (!lock) continue;
      this.see(lock[1]);
      if (lock[1] === this.database) this.heardAt = now;
    }
    for (const { name, client } of this.locks.held) {
      held.add(name);
      const known = this.leaders.get(name);
      if (!known || known.client !== client) this.leaders.set(name, { client, since: now });
      if (name.startsWith('sync:')) this.of(name.slice(5)).watched.running(now);
    }
    for (const name of [...this.leaders.keys()]) {
      if (held.has(name)) continue;
      this.leaders.delete(name);
    }
    for (const page of this.pages.values()) {
      const lives = held.has('holdfast-inspector/' + page.token);
      if (!lives && now - page.heard > GONE && this.support.locks) page.gone = true;
      if (page.gone) continue;
      const space = this.spaces.find(one => this.belongs(page, one));
      if (space) this.see(space.name);
    }
  }

  // --- what follows ---

  space() {
    return this.spaces.find(one => one.name === this.database);
  }

  /** Whether what a subject wrote is shown: it is nobody's, or a page that works for this subject was seen. */
  maySee(space) {
    return !!space && (!space.subject || this.seen.has(space.subject));
  }

  /** The same of a request or a cache. */
  isOwn(one) {
    return !one.subject || this.seen.has(one.subject);
  }

  /** Whether a page that tells works in this space: it names entries that lie there, or the same state. */
  belongs(page, space) {
    const ids = new Set((space.entries || []).map(one => one.id));
    if (page.ids.some(id => ids.has(id))) return true;
    const hash = space.meta && space.meta.hash;
    const open = this.spaces.filter(one => !one.newer).length;
    return open === 1 || (page.server !== undefined && page.server === hash);
  }

  /** The pages that tell of the chosen space; those that are gone last. */
  tellers() {
    const space = this.space();
    return [...this.pages.values()]
      .filter(one => !space || this.belongs(one, space))
      .sort(
        (one, other) =>
          one.gone - other.gone || other.visible - one.visible || other.heard - one.heard,
      );
  }

  /** The page to believe: of those that live the one that has most to say. */
  teller() {
    const order = ['blocked', 'needsLogin', 'syncing', 'waiting', 'idle'];
    const living = this.tellers().filter(one => !one.gone);
    return living.sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))[0];
  }

  attemptsOf() {
    return this.of(this.database).watched.list(this.tellers());
  }

  verdict() {
    const page = this.teller();
    if (page) {
      return {
        current: page.current,
        detail: page.detail,
        at: page.verdicts.length ? page.verdicts[page.verdicts.length - 1].at : page.verifiedAt,
        by: 'as a page of the app tells',
        verified: page.current === 'online' && page.detail === 'online',
      };
    }
    const last = this.isSilent() ? undefined : this.verdicts[this.verdicts.length - 1];
    return last && { ...last, by: 'as the tabs tell each other' };
  }

  /** Whether nothing was heard of any page or worker for long: then none is open, as far as can be seen. */
  isSilent() {
    return Date.now() - this.heardAt > SILENT;
  }

  /** The changes of `networkStatus`, oldest first. */
  verdictList() {
    const told = this.tellers().flatMap(page => page.verdicts);
    const all = [...told, ...this.verdicts].sort((one, other) => one.at - other.at);
    return all.filter((one, index) => !index || one.detail !== all[index - 1].detail);
  }

  /** All that the reasons are made of. */
  now() {
    const page = this.teller();
    const space = this.space();
    const lock = this.leaders.get('sync:' + this.database);
    const postponed =
      this.postponed && this.postponed.db === this.database ? this.postponed : undefined;
    const over = postponed && space && space.meta && space.meta.lastSynced > postponed.at;
    return {
      now: Date.now(),
      support: this.support,
      onLine: navigator.onLine,
      space,
      queue: this.queue,
      room: this.room,
      worker: this.worker,
      installFailed: this.installFailed,
      noProbe: this.noProbe,
      verdict: this.verdict(),
      postponed: over ? undefined : postponed,
      leader: lock && { ...lock, page: this.pageOf(lock.client) },
      waiters: this.locks.pending.filter(one => one.name === 'sync:' + this.database).length,
      seen: !!page || !this.isSilent(),
      told: page,
    };
  }

  /** The path of the page that a lock's holder is, if it tells. */
  pageOf(client) {
    const own = this.locks.held.find(
      one => one.client === client && one.name.startsWith('holdfast-inspector/'),
    );
    const page = own && this.pages.get(own.name.slice('holdfast-inspector/'.length));
    return page ? page.path : '';
  }
}
