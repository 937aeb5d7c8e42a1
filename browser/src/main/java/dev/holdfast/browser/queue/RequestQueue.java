package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.browser.worker.Call;
import dev.holdfast.core.Clock;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Drain;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.Outcome.Fate;
import dev.holdfast.core.queue.RequestLog;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The routes made by {@code queue()}: a write is on disk before it leaves and before the page is
 * answered, and it is sent until the server has answered for good.
 *
 * <p>Order: requests are admitted in the order of their events, one after the other, since reading
 * and hashing a large body takes longer than a small one's.
 */
final class RequestQueue {
  private static final String ALIVE = "holdfast-worker/";

  /** Does something with an admitted request and settles a promise. */
  @JSFunctor
  private interface Step extends JSObject {
    void take(Json entry, Call call, Promise.Settle resolve, Promise.Settle reject);
  }

  private final Host host;
  private final Sending sending;
  private final Clock clock = new BrowserClock();
  private final BrowserRandom random = new BrowserRandom();
  private final String instance = random.hex(16);
  private final RequestLog log = new RequestLog(new IdbStore("holdfast-requests", newer -> {}));
  private final Messages.Channel channel = Messages.channel("holdfast");
  private final Drain drain = new Drain(log, this::send, clock, random, this::changed, instance);
  private final Json order = Json.object();
  private @Nullable Promise waiting;
  private Json rows = Json.array();
  private boolean left;
  private Clock.@Nullable Timer next;
  private boolean pagesKnow;
  private boolean wasVerified;

  RequestQueue(Host host, Sending sending) {
    this.host = host;
    this.sending = sending;
  }

  /** Begins: tells the others that this instance lives, and sends what is left of the last one. */
  void start() {
    live(ALIVE.concat(instance));
    host.subscribe(
        () -> {
          boolean verified = host.verified();
          // Only the edge: a drain probes, and hearing of that must not start the next one.
          if (verified && !wasVerified) {
            pagesKnow = false;
            drain();
          }
          wasVerified = verified;
        });
    if (WorkerScope.isActive()) {
      drain();
    }
  }

  /** The strategy: a function that answers a call. */
  JSObject strategy(@Nullable JSObject options) {
    return strategy(
        order,
        options,
        host,
        this::admit,
        this::direct,
        this::queued,
        this::answered,
        Names.rewrite());
  }

  /*
   * What the script below does: reads and hashes the body, admits, lets it through or keeps it, and
   * marks it as answered once the page has the answer. order.tail is the admission before this one,
   * order.ids whether any route makes temporary ids.
   */
  @JSBody(
      params = {"order", "o", "host", "admit", "direct", "queued", "answered", "rewrite"},
      script =
          """
          o = o || {};
          var from = o.idFrom;
          if (from != null) order.ids = 1;
          var name = (url, body) => {
            var all = Object.create(null);
            var json = rewrite(url, body, text => { all[text] = true; }).json;
            var made = from != null && rewrite.value(json, from);
            return {names: all, idFrom: from, temporary: typeof made === 'string' && made ? made : void 0};
          };
          var run = (step, entry, call) => new Promise((done, failed) => step(entry, call, done, failed));
          var reply = (entry, call) => run(queued, entry, call).then(online => o.reply
            ? o.reply(Object.assign({}, call, {id: entry.id, online: online}))
            : new Response(null, {status: 202, statusText: 'Accepted',
                headers: {'holdfast-queued': entry.id}}));
          var nobody = {};
          return Object.assign(call => {
            var asked = call.request, url = new URL(asked.url), read = asked.clone().arrayBuffer();
            var client = call.event.clientId, known = host.subjectOf(client), who;
            var admitted = (order.tail || Promise.resolve()).then(() => known).then(named => {
              if (named === void 0) throw nobody;
              who = named;
              return read;
            }).then(body => {
              if (body.byteLength > (o.maxBody || 1 << 26)) throw nobody;
              return crypto.subtle.digest('SHA-256', body).then(digest => run(admit, Object.assign({
                subject: who, lane: (who && who + ' ') + (o.lane || url.pathname), method: asked.method, url: asked.url,
                headers: Array.from(asked.headers).filter(head =>
                  !/auth|cookie|csrf|xsrf|token|secret|session|api-?key/i.test(head[0])),
                body: body.byteLength ? body : void 0, credentials: asked.credentials, at: Date.now(),
                sendsKey: !!o.idempotencyKey || url.origin === location.origin,
                parksUnknown: o.onUnknown === 'park', client: client,
                hash: String.fromCharCode.apply(null, new Uint8Array(digest))
              }, order.ids && name(asked.url, body)), call));
            });
            order.tail = admitted.catch(() => {});
            var answer = admitted.then(entry => entry.direct
              ? run(direct, entry, call).then(got => got || reply(entry, call)) : reply(entry, call));
            call.event.waitUntil(admitted.then(entry =>
              answer.catch(() => {}).then(() => run(answered, entry, call)), () => {}));
            return answer.catch(error => {
              if (error !== nobody) throw error;
              return host.fetchWithin(asked, 0).catch(failed => {
                failed.isFinal = true;
                throw failed;
              });
            });
          }, {strategy: 'queue'});
          """)
  private static native JSObject strategy(
      Json order,
      @Nullable JSObject o,
      Host host,
      Step admit,
      Step direct,
      Step queued,
      Step answered,
      JSObject rewrite);

  /** Resolves to the entry, with its {@code id}, {@code key} and whether it goes {@code direct}. */
  private void admit(Json entry, Call call, Promise.Settle resolve, Promise.Settle reject) {
    if (!host.known()) {
      host.check()
          .then(
              known -> {
                admit(entry, call, resolve, reject);
                return null;
              });
      return;
    }
    Json.set(entry, "id", Json.of(random.hex(32)));
    log.admit(
        entry,
        host.verified(),
        instance,
        (key, id, direct) -> {
          changed();
          Json.set(entry, "key", Json.of(key));
          Json.set(entry, "id", Json.of(id));
          Json.set(entry, "direct", Json.of(direct));
          resolve.with(entry);
        },
        failure -> reject.with(Errors.of(failure)));
  }

  /** Sends while the page waits: resolves to its answer, or to null if the request has to wait. */
  private void direct(Json entry, Call call, Promise.Settle resolve, Promise.Settle reject) {
    sending.direct(
        entry,
        call.getRequest(),
        (outcome, response) -> {
          boolean over = outcome.fate() != Fate.LATER && outcome.fate() != Fate.UNKNOWN;
          String key = Json.text(Json.get(entry, "key"));
          Outcome stored =
              over && outcome.fate() != Fate.ACKNOWLEDGED
                  ? new Outcome(Fate.REFUSED, outcome.cause(), 0)
                  : outcome;
          String id = Json.text(Json.get(entry, "id"));
          log.settle(
              key,
              id,
              stored,
              failure -> {
                if (failure != null) { // the page has its answer all the same
                  drain.settle(key, id, stored, this::changed);
                }
                changed();
                if (left) { // maybe behind this one
                  call.getEvent().waitUntil(drain());
                }
                resolve.with(over ? response : null);
              });
        });
  }

  /** Before a request that waits is answered: resolves to whether we are online. */
  private void queued(Json entry, Call call, Promise.Settle resolve, Promise.Settle reject) {
    if (Json.isTrue(Json.get(entry, "direct"))) {
      Json.set(entry, "direct", Json.of(false));
      host.check()
          .then(
              known -> {
                queued(entry, call, resolve, reject);
                return null;
              });
      return;
    }
    boolean online = host.online();
    WorkerScope.wakeMe("holdfast");
    call.getEvent().waitUntil(drain());
    if (online || pagesKnow) {
      resolve.with(Json.of(online));
    } else {
      pagesKnow = true;
      resolve.with(farewell());
    }
  }

  private void answered(Json entry, Call call, Promise.Settle resolve, Promise.Settle reject) {
    log.answered(Json.text(Json.get(entry, "id")), failure -> resolve.with(null));
  }

  /** Lets each page save its snapshot, for 500 ms at most; resolves to false. */
  @JSBody(
      script =
          """
          return self.clients.matchAll({type: 'window'}).then(all => Promise.race([
            new Promise(late => setTimeout(late, 500)),
            Promise.all(all.map(page => new Promise(done => {
              var pair = new MessageChannel();
              pair.port1.onmessage = done;
              page.postMessage({type: 'goingOffline'}, [pair.port2]);
            })))])).then(() => false);
          """)
  private static native Promise farewell();

  /** Holds a lock as long as this instance lives. */
  @JSBody(
      params = "name",
      script = "navigator.locks && navigator.locks.request(name, () => new Promise(() => {}));")
  private static native void live(String name);

  /** Sends what can be sent; a promise of whether nothing unsent is left. */
  Promise drain() {
    if (waiting == null) {
      waiting = Locks.hold("holdfast-drain", this::pass);
    }
    return waiting;
  }

  private Promise pass() {
    waiting = null;
    left = true;
    return Locks.holders(ALIVE)
        .then(
            holders ->
                host.subject()
                    .then(
                        who ->
                            Promise.of(
                                (resolve, reject) -> pass((Json) holders, (Json) who, resolve))));
  }

  /** What may be sent now: nobody's entries, and those of who is signed in. */
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
                      send(entries, resolve);
                      return null;
                    });
          }
        },
        failure -> resolve.with(Json.of(false)));
  }

  private void send(Json entries, Promise.Settle resolve) {
    if (!host.verified()) {
      resolve.with(Json.of(false));
      return;
    }
    rows = entries;
    drain.run(
        entries,
        (done, again) -> {
          left = !done;
          host.watch(!done);
          if (next != null) {
            next.cancel(); // it was set by a drain before this one, which knew less
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
              .tell(channel, entry, response, taken, rows)
              .then(
                  told -> {
                    sent.with(outcome);
                    return null;
                  });
        });
  }

  private void changed() {
    changed(channel);
  }

  @JSBody(params = "channel", script = "channel.postMessage({type: 'queue'});")
  private static native void changed(Messages.Channel channel);
}
