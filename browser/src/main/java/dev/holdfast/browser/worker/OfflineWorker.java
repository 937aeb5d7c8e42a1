package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserNetwork;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.js.Url;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.browser.js.WorkerScope.MessageEvent;
import dev.holdfast.browser.worker.Route.When;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The worker: decides for each request of the app whether it is answered here or goes its way as
 * without us.
 *
 * <p>A file of the release comes first, then the routes in their order, then, for a page that is
 * none of both, the navigation fallback. Until {@link #start} nothing is answered.
 */
@NullMarked
public final class OfflineWorker {
  private final NetworkStatus status = BrowserNetwork.open("/holdfast/ping", 5_000);
  private final Network network = new Network(status);
  private final Strategies strategies = new Strategies(network, new BrowserClock());
  private final Sending sending = new Sending(network);
  private final RequestQueue queue = new RequestQueue(status, sending);
  private final Precache precache = new Precache();
  private final Router router = new Router();
  private final String origin = Url.ownOrigin();
  private boolean started;

  private OfflineWorker() {}

  /** Adds the listeners, which must happen while the worker's script runs for the first time. */
  public static OfflineWorker create() {
    OfflineWorker worker = new OfflineWorker();
    WorkerScope.on("install", event -> event.waitUntil(worker.precache.install()));
    WorkerScope.on("activate", event -> event.waitUntil(worker.activate()));
    WorkerScope.on("fetch", event -> worker.fetch((FetchEvent) event));
    WorkerScope.on("message", event -> worker.message((MessageEvent) event));
    WorkerScope.on("sync", event -> event.waitUntil(worker.sync()));
    return worker;
  }

  /**
   * @param entries {@code [{url, revision}]}
   */
  public OfflineWorker precache(Json entries) {
    precache.add(entries);
    return this;
  }

  public OfflineWorker navigationFallback(String url) {
    precache.navigationFallback(url);
    return this;
  }

  /**
   * @param route {@code METHOD pattern}
   */
  public OfflineWorker intercept(String route, Answer answer, When when) {
    router.add(route, answer, when);
    return this;
  }

  public void start() {
    started = true;
    queue.start();
  }

  Strategies strategies() {
    return strategies;
  }

  RequestQueue queue() {
    return queue;
  }

  Sending sending() {
    return sending;
  }

  private Promise activate() {
    return precache.activate().then(done -> WorkerScope.claim()).then(done -> queue.drain());
  }

  /** Rejects if anything is left, so that the browser tries again while it is willing. */
  private Promise sync() {
    return queue
        .drain()
        .then(
            empty ->
                Json.isTrue((Json) empty)
                    ? null
                    : Promise.reject(Errors.typeError("not everything is sent")));
  }

  private void message(MessageEvent event) {
    if (Messages.isType(event.getData(), "skipWaiting")) {
      event.waitUntil(WorkerScope.skipWaiting());
    } else if (Messages.isType(event.getData(), "drain")) {
      event.waitUntil(
          queue
              .drain()
              .then(
                  empty -> {
                    Json answer = Json.object();
                    Json.set(answer, "ok", (Json) empty);
                    Messages.answer(event, answer);
                    return null;
                  }));
    }
  }

  private void fetch(FetchEvent event) {
    Request request = event.getRequest();
    Url url = Url.of(request.getUrl());
    boolean own = url.getOrigin().equals(origin);
    boolean file = started && own && request.getMethod().equals("GET");
    boolean navigation = request.getMode().equals("navigate");
    String key = file ? precache.find(url, navigation) : null;
    if (key != null) {
      event.respondWith(file(event, key));
      return;
    }
    Router.Match match = started ? router.find(request.getMethod(), url, own) : null;
    if (match != null) {
      route(event, match);
      return;
    }
    String page = file && navigation ? precache.fallbackFor(url.getPathname()) : null;
    if (page != null) {
      event.respondWith(file(event, page));
    }
  }

  private Promise file(FetchEvent event, String key) {
    return precache
        .answer(key)
        .then(found -> Response.is(found) ? found : network.fetch(event.getRequest()));
  }

  private void route(FetchEvent event, Router.Match match) {
    if (match.route().when() == When.NEVER) {
      return;
    }
    boolean always = match.route().when() == When.ALWAYS;
    Call call = Call.of(event, match.params(), status.isOnline());
    Answer answer = match.route().answer();
    event.respondWith(
        always || !status.isOnline() ? answered(answer, call) : networkElse(answer, call));
  }

  /** The network, and the answer once a check finds that it is the connection that failed. */
  private Promise networkElse(Answer answer, Call call) {
    Request request = call.getRequest();
    boolean read = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    Request first = read ? request : request.twin();
    Promise fetched =
        network
            .fetch(first)
            .otherwise(
                failed ->
                    Errors.name(failed).equals("AbortError")
                        ? Promise.reject(failed)
                        : Promise.race(
                            network.offline().then(known -> offline(answer, call)),
                            network.verified(failed).then(there -> Promise.reject(failed))));
    return read && !status.isVerifiedOnline()
        ? Promise.race(fetched, network.offline().then(known -> offline(answer, call)))
        : fetched;
  }

  private Promise offline(Answer answer, Call call) {
    Json more = Json.object();
    Json.set(more, "online", Json.of(false));
    return answered(answer, Call.with(call, more));
  }

  /** The answer; if it fails, the network as far as that is possible, else a problem. */
  private Promise answered(Answer answer, Call call) {
    return Promise.resolve(null)
        .then(go -> answer.to(call))
        .then(
            response ->
                Response.is(response)
                    ? response
                    : Promise.reject(Errors.typeError("a handler must answer with a Response")))
        .otherwise(
            failed ->
                call.isOnline() && !Requests.isUsed(call.getRequest())
                    ? network.fetch(call.getRequest()).otherwise(again -> problem(failed))
                    : problem(failed));
  }

  private static Response problem(org.teavm.jso.@Nullable JSObject cause) {
    return Requests.problem("OFFLINE", Errors.text(cause));
  }
}
