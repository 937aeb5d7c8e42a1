package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Clock;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.queue.Drain;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.Outcome.Fate;
import dev.holdfast.core.queue.RequestLog;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The routes made by {@code queue()}: a write is on disk before it leaves and before the page is
 * answered, and it is sent until the server has answered for good.
 *
 * <p>Order: requests are admitted in the order of their events, one after the other, since reading
 * and hashing a large body takes longer than a small one's.
 */
@NullMarked
final class RequestQueue {
  private static final String DRAIN = "holdfast-drain";
  private static final String ALIVE = "holdfast-worker/";
  private static final String TAG = "holdfast";

  /** How long a page may take to save its snapshot when the connection goes, in ms. */
  private static final double FAREWELL = 500;

  private final NetworkStatus status;
  private final Sending sending;
  private final Clock clock = new BrowserClock();
  private final BrowserRandom random = new BrowserRandom();
  private final String instance = random.hex(16);
  private final RequestLog log = new RequestLog(new IdbStore("holdfast-requests"));
  private final Messages.Channel channel = Messages.channel("holdfast");
  private final Drain drain = new Drain(log, this::send, clock, random, this::changed, instance);
  private Promise admissions = Promise.resolve(null);
  private Promise draining = Promise.resolve(null);
  private boolean drainWaits;
  private boolean pagesKnow;

  RequestQueue(NetworkStatus status, Sending sending) {
    this.status = status;
    this.sending = sending;
  }

  /** Begins: tells the others that this instance lives, and sends what is left of the last one. */
  void start() {
    Locks.hold(ALIVE.concat(instance), () -> Promise.of((resolve, reject) -> {}));
    status.subscribe(
        () -> {
          if (status.isVerifiedOnline()) {
            pagesKnow = false;
            drain();
          }
        });
    if (WorkerScope.isActive()) {
      drain();
    }
  }

  /** Answers a write. */
  Answer answer(QueueOptions options) {
    return call -> {
      Request request = call.getRequest();
      Promise read = request.twin().arrayBuffer();
      Promise admitted = admissions.then(before -> read).then(body -> admit(call, options, body));
      admissions = admitted.otherwise(failed -> null);
      return admitted.then(entry -> proceed(call, options, (Json) entry));
    };
  }

  /** A promise of the admitted entry, with {@code key} and {@code direct}. */
  private Promise admit(Call call, QueueOptions options, JSObject body) {
    Request request = call.getRequest();
    return Digests.sha256(body)
        .then(
            hash -> {
              String lane = QueueOptions.lane(options, request);
              Json entry =
                  entry(
                      random.hex(32),
                      request,
                      body,
                      lane,
                      Sending.storable(request.getHeaders(), lane),
                      call.getEvent().getClientId(),
                      hash);
              Json.set(entry, "at", Json.of(clock.now()));
              Json.set(entry, "sendsKey", Json.of(QueueOptions.sendsKey(options, request)));
              Json.set(entry, "parksUnknown", Json.of(QueueOptions.parksUnknown(options)));
              return verdict().then(known -> admit(entry));
            });
  }

  private Promise admit(Json entry) {
    return Promise.of(
        (resolve, reject) ->
            log.admit(
                entry,
                status.isVerifiedOnline(),
                instance,
                (key, id, direct) -> {
                  changed();
                  Json.set(entry, "key", Json.of(key));
                  Json.set(entry, "id", Json.of(id));
                  Json.set(entry, "direct", Json.of(direct));
                  resolve.with(entry);
                },
                failure -> reject.with(Errors.of(failure))));
  }

  /** Resolves once there is a verdict at all. */
  private Promise verdict() {
    return status.verdict().at() != 0
        ? Promise.resolve(null)
        : Promise.of((resolve, reject) -> status.check(verdict -> resolve.with(null)));
  }

  private Promise proceed(Call call, QueueOptions options, Json entry) {
    String id = Json.text(Json.get(entry, "id"));
    Promise answer =
        Json.isTrue(Json.get(entry, "direct"))
            ? direct(call, options, entry)
            : queued(call, options, entry);
    call.getEvent()
        .waitUntil(
            answer.then(
                given ->
                    Promise.of(
                        (resolve, reject) -> log.answered(id, failure -> resolve.with(null)))));
    return answer;
  }

  /** Sends while the page waits. */
  private Promise direct(Call call, QueueOptions options, Json entry) {
    return sending
        .direct(entry, call.getRequest())
        .then(
            got ->
                Promise.of(
                    (resolve, reject) ->
                        sending.judge(
                            (Response) got,
                            outcome -> {
                              boolean over =
                                  outcome.fate() != Fate.LATER && outcome.fate() != Fate.UNKNOWN;
                              settle(entry, over ? closed(outcome) : outcome)
                                  .then(
                                      done -> {
                                        resolve.with(over ? got : queued(call, options, entry));
                                        return null;
                                      });
                            })),
            failed -> settle(entry, Outcome.noAnswer()).then(done -> queued(call, options, entry)));
  }

  /** The page has heard a refusal itself, so nothing of it is kept. */
  private static Outcome closed(Outcome outcome) {
    return outcome.fate() == Fate.ACKNOWLEDGED
        ? outcome
        : new Outcome(Fate.REFUSED, outcome.cause(), 0);
  }

  private Promise settle(Json entry, Outcome outcome) {
    return Promise.of(
        (resolve, reject) ->
            log.settle(
                Json.text(Json.get(entry, "key")),
                outcome,
                failure -> {
                  changed();
                  resolve.with(null);
                }));
  }

  /** The page's answer for a write that waits. */
  private Promise queued(Call call, QueueOptions options, Json entry) {
    Promise wake = WorkerScope.wakeMe(TAG);
    call.getEvent().waitUntil(drain());
    Json more = Json.object();
    Json.set(more, "id", Json.get(entry, "id"));
    Json.set(more, "online", Json.of(status.isOnline()));
    return wake.then(done -> farewell())
        .then(done -> QueueOptions.reply(options, Call.with(call, more)));
  }

  /** Lets each page save its snapshot, once after the connection went. */
  private Promise farewell() {
    if (status.isOnline() || pagesKnow) {
      return Promise.resolve(null);
    }
    pagesKnow = true;
    Json message = message("goingOffline");
    return WorkerScope.windows(false)
        .then(
            found -> {
              Json all = Json.array();
              for (int i = 0; i < Json.size((Json) found); i++) {
                JSObject page = Json.at((Json) found, i);
                Json.push(
                    all,
                    (Json) (JSObject) Messages.ask(page, message, FAREWELL).otherwise(no -> null));
              }
              return Promise.all(all);
            });
  }

  /** Sends what can be sent; a promise of whether nothing unsent is left. */
  Promise drain() {
    if (!drainWaits) {
      drainWaits = true;
      draining =
          Locks.hold(
              DRAIN,
              () -> {
                drainWaits = false;
                return Locks.holders(ALIVE).then(holders -> pass((Json) holders));
              });
    }
    return draining;
  }

  private Promise pass(Json holders) {
    return Promise.of(
        (resolve, reject) ->
            log.unsent(
                holders,
                entries -> {
                  boolean empty = Json.size(entries) == 0;
                  status.watch(!empty);
                  if (empty) {
                    resolve.with(Json.of(true));
                    return;
                  }
                  status.check(
                      verdict -> {
                        if (verdict.online() && verdict.verified()) {
                          drain.run(holders, (done, again) -> drained(done, again, resolve));
                        } else {
                          resolve.with(Json.of(false));
                        }
                      });
                },
                failure -> resolve.with(Json.of(false))));
  }

  private void drained(boolean done, double again, Promise.Settle resolve) {
    status.watch(!done);
    if (again > 0) {
      clock.after(again, this::drain);
    }
    resolve.with(Json.of(done));
  }

  private void send(Json entry, Drain.Sent sent) {
    sending
        .replay(entry)
        .then(
            got -> {
              Response response = (Response) got;
              sending.judge(
                  response,
                  outcome -> {
                    replayed(entry, response.getStatus());
                    sent.with(outcome);
                  });
              return null;
            })
        .otherwise(
            failed -> {
              sent.with(Outcome.noAnswer());
              return null;
            });
  }

  private void replayed(Json entry, int status) {
    Json message = message("replayed");
    Json.set(message, "id", Json.get(entry, "id"));
    Json.set(message, "status", Json.of(status));
    channel.postMessage(message);
  }

  private void changed() {
    channel.postMessage(message("queue"));
  }

  private static Json message(String type) {
    Json message = Json.object();
    Json.set(message, "type", Json.of(type));
    return message;
  }

  @JSBody(
      params = {"id", "request", "body", "lane", "headers", "client", "hash"},
      script =
          "return {id: id, lane: lane, method: request.method, url: request.url,"
              + " headers: headers, body: body.byteLength ? body : void 0,"
              + " credentials: request.credentials, client: client, hash: hash};")
  private static native Json entry(
      String id,
      Request request,
      JSObject body,
      String lane,
      Json headers,
      String client,
      JSObject hash);
}
