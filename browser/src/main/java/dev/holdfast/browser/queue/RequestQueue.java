package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.browser.worker.Call;
import dev.holdfast.browser.worker.ReadyMade;
import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Drain;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.Outcome.Fate;
import dev.holdfast.core.queue.RequestLog;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The queued requests of all routes made by {@code queue()}. Each is on disk before it is sent and
 * before the page is answered, and it is sent again until the server gives a final answer. {@link
 * QueueRoute} shows how a request gets here.
 */
final class RequestQueue implements QueueRoute.Steps {
  /** Writes with less than this between them, in ms, are a burst. */
  private static final double BURST = 100;

  /** How long a worker that starts leaves the disk to the request that it starts for, in ms. */
  private static final double PATIENCE = 300;

  private final Host host;
  private final Sending sending;
  private final Clock clock = new BrowserClock();
  private final BrowserRandom random = new BrowserRandom();
  private final String instance = newId();
  private final RequestLog log =
      new RequestLog(new IdbStore(Names.of(Names.REQUESTS), newer -> {}));
  private final Messages.Channel channel = Messages.channel(Names.of(Names.CHANNEL));
  private final Drain drain = new Drain(log, this::send, clock, random, this::changed, instance);
  private final Json order = Json.object();
  private @Nullable Promise waiting;
  private @Nullable Promise due;
  private @Nullable JSObject lasts;
  private boolean left;
  private Clock.@Nullable Timer next;
  private boolean pagesKnow;

  /** The keys of what has changed and whether pages were told anything. */
  private final Json news = Json.array();

  private boolean told;
  private boolean wasVerified;

  private final NoProbe noProbe = new NoProbe();

  /** Whether the browser will fire a sync event. */
  private boolean awaitsSync;

  /** When the latest write was admitted, and when the latest write led to a try to send. */
  private double admitted;

  private double tried;

  /** In a burst of writes, ms from the one before the latest to the latest; else -1. */
  private double pace = -1;

  RequestQueue(Host host, Sending sending) {
    this.host = host;
    this.sending = sending;
  }

  /**
   * Takes the lock that shows that this instance lives, and soon sends what an earlier instance has
   * left.
   */
  void start() {
    live(Names.alive().concat(instance));
    host.subscribe(
        () -> {
          boolean verified = host.verified();
          // Only when this changes: a drain probes too, and must not start the next one by that.
          if (verified && !wasVerified) {
            pagesKnow = false;
            drain();
          }
          wasVerified = verified;
        });
    if (WorkerScope.isActive()) {
      after(PATIENCE).then(now -> drain());
    }
  }

  /** The strategy of a route with these options. */
  ReadyMade route(@Nullable JSObject options) {
    return QueueRoute.of(order, options, this, host);
  }

  @Override
  public Promise admit(Json entry) {
    if (!host.known()) {
      return host.check().then(known -> admit(entry));
    }
    Json.set(entry, "id", Json.of(newId()));
    mint(entry);
    pace = since(admitted) < BURST ? since(admitted) : -1;
    admitted = clock.now();
    return Promise.of(
        (resolve, reject) ->
            log.admit(
                entry,
                host.verified(),
                instance,
                (key, id, direct) -> {
                  changed(key);
                  Json.set(entry, "key", Json.of(key));
                  Json.set(entry, "id", Json.of(id));
                  Json.set(entry, "direct", Json.of(direct));
                  mint(entry);
                  resolve.with(entry);
                },
                failure -> reject.with(Errors.of(failure))));
  }

  /** 32 hex digits. */
  @JSBody(script = "return crypto.randomUUID().replace(/-/g, '');")
  private static native String newId();

  /**
   * Gives what the request makes a temporary id, if its page gave it none. It follows from the
   * request's own id, so a request that is dispatched again makes the same.
   */
  @JSBody(
      params = "entry",
      script =
          """
          if (entry.mints)
            entry.temporary = entry.numbers ? String(1e15 + parseInt(entry.id.slice(0, 12), 16)) : entry.id;
          """)
  private static native void mint(Json entry);

  /**
   * Resolves to what waits to be sent, and to the temporary ids: {@code [[[key, entry]], [[key,
   * {subject, temporary, is}]]]}.
   */
  Promise waiting() {
    return Promise.of(
        (resolve, reject) ->
            log.waiting(resolve::with, failure -> reject.with(Errors.of(failure))));
  }

  @Override
  public Promise direct(Json entry, Call call) {
    return Promise.of(
        (resolve, reject) ->
            sending.direct(
                entry,
                call.getRequest(),
                (outcome, response) -> {
                  boolean over = outcome.fate() != Fate.LATER && outcome.fate() != Fate.UNKNOWN;
                  settle(entry, call, outcome, over, () -> resolve.with(over ? response : null));
                }));
  }

  private void settle(Json entry, Call call, Outcome outcome, boolean over, Runnable then) {
    String key = Json.text(Json.get(entry, "key"));
    String id = Json.text(Json.get(entry, "id"));
    Outcome stored =
        over && outcome.fate() != Fate.ACKNOWLEDGED
            ? new Outcome(Fate.REFUSED, outcome.cause(), 0)
            : outcome;
    log.settle(
        key,
        id,
        stored,
        failure -> {
          if (failure != null) { // the page gets its answer all the same
            drain.settle(key, id, stored, () -> changed(key));
          }
          changed(key);
          if (left) { // perhaps it has waited for this one
            call.getEvent().waitUntil(drain());
          }
          then.run();
        });
  }

  @Override
  public Promise queued(Json entry, Call call) {
    if (Json.isTrue(Json.get(entry, "direct"))) {
      Json.set(entry, "direct", Json.of(false));
      return host.check().then(known -> queued(entry, call));
    }
    boolean online = host.online();
    left = true;
    awaitSync();
    call.getEvent().waitUntil(drainSoon());
    if (online || pagesKnow) {
      return Promise.resolve(Json.of(online));
    }
    pagesKnow = true;
    return farewell();
  }

  /**
   * In a burst of writes, the next admission stores it too. It is not waited for longer than it
   * needs: if the worker is stopped meanwhile, the same write of the same page counts as this one.
   */
  @Override
  public Promise answered(Json entry) {
    log.answered(Json.text(Json.get(entry, "id")));
    return after(Math.min(BURST / 2, 1 + 3 * pace))
        .then(
            late ->
                Promise.of((resolve, reject) -> log.storeAnswered(failure -> resolve.with(null))));
  }

  @JSBody(
      params = "ms",
      script = "return new Promise(done => ms > 0 ? setTimeout(done, ms) : done());")
  private static native Promise after(double ms);

  /** The time since {@code then}; none if the device's clock was put back. */
  private double since(double then) {
    return Math.max(0, clock.now() - then);
  }

  /** Asks for a sync event, unless one will come. */
  private void awaitSync() {
    if (!awaitsSync) {
      awaitsSync = true;
      WorkerScope.wakeMe(Names.of(Names.SYNC))
          .otherwise(
              refused -> {
                awaitsSync = false;
                return null;
              });
    }
  }

  /** The browser has fired a sync event: sends what can be sent, like {@link #drain}. */
  Promise synced() {
    awaitsSync = false;
    return drain();
  }

  /**
   * After a write: sends what can be sent, once in a second however many writes there are. While
   * the server cannot be reached it asks for the server alone, and reads nothing.
   */
  private Promise drainSoon() {
    if (due == null) {
      due =
          after(tried == 0 ? 0 : BackOff.SHORTEST - since(tried))
              .then(
                  now -> {
                    due = null;
                    tried = clock.now();
                    if (host.verified()) {
                      return drain();
                    }
                    host.watch(true);
                    return host.check().then(known -> host.verified() ? drain() : unproved());
                  });
    }
    return due;
  }

  /** Lets each page save its snapshot, and waits 500 ms at most. Resolves to false. */
  @Script
  private static native Promise farewell();

  /** Holds a lock as long as this instance lives. */
  @JSBody(
      params = "name",
      script = "navigator.locks && navigator.locks.request(name, () => new Promise(() => {}));")
  private static native void live(String name);

  /** Sends what can be sent. Resolves to whether nothing unsent is left. */
  Promise drain() {
    if (waiting == null) {
      waiting = Locks.hold(Names.of(Names.DRAIN), this::pass);
    }
    return waiting;
  }

  private Promise pass() {
    waiting = null;
    left = true;
    return Locks.holders(Names.alive())
        .then(
            holders ->
                host.subject()
                    .then(
                        who ->
                            Promise.of(
                                (resolve, reject) -> pass((Json) holders, (Json) who, resolve))));
  }

  /**
   * The entries that may be sent now: those without a subject, and those of the subject that is
   * signed in.
   */
  @JSBody(
      params = {"entries", "who"},
      script = "return entries.filter(one => !one[1].subject || one[1].subject === who);")
  private static native Json of(Json entries, Json who);

  private void pass(Json holders, Json signedIn, Promise.Settle resolve) {
    log.unsent(
        holders,
        all -> {
          Json entries = of(all, signedIn);
          boolean empty = Json.size(entries) == 0;
          host.watch(!empty);
          if (empty) {
            left = false;
            resolve.with(Json.of(true));
          } else {
            host.check()
                .then(
                    known -> {
                      sendFirst(entries, resolve);
                      return null;
                    });
          }
        },
        failure -> resolve.with(Json.of(false)));
  }

  private void sendFirst(Json entries, Promise.Settle resolve) {
    if (!host.verified()) {
      unproved();
      resolve.with(Json.of(false));
      return;
    }
    lasts = lasts(entries);
    drain.run(
        entries,
        (done, again) -> {
          left = !done;
          host.watch(!done);
          if (next != null) {
            next.cancel(); // an earlier drain has set it, for an older state of the queue
          }
          if (again > 0) {
            next = clock.after(again, this::drain);
          }
          resolve.with(Json.of(done));
        });
  }

  private void send(Json entry, Drain.Sent sent) {
    sending.replay(
        entry,
        (outcome, response) -> {
          if (response == null || !outcome.isOver()) {
            sent.with(outcome);
            return;
          }
          boolean taken = outcome.fate() == Fate.ACKNOWLEDGED;
          sending
              .tell(channel, entry, response, taken, lasts)
              .then(
                  told -> {
                    sent.with(outcome);
                    return null;
                  });
        });
  }

  private @Nullable Promise unproved() {
    return host.hasNoProbe() ? noProbe.look(host, channel) : null;
  }

  /** The id of the last entry of each path. */
  @JSBody(
      params = "entries",
      script = "return new Map(entries.map(one => [one[1].url.split('?')[0], one[1].id]));")
  private static native JSObject lasts(Json entries);

  /**
   * Tells the pages that an entry has changed; those of one turn together. The first time all may
   * have, since an earlier instance may have been stopped before it told them.
   */
  private void changed(String key) {
    changed(channel, news, told ? key : RequestLog.ALL);
    told = true;
  }

  @Script
  private static native void changed(Messages.Channel channel, Json news, String key);
}
