package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.BrowserNetwork;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Url;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.browser.js.WorkerScope.MessageEvent;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

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
  private final Subjects subjects = new Subjects();
  private final Network network = new Network(status, subjects);
  private final Precache precache = new Precache();
  private final Strategies strategies = new Strategies(network, precache, subjects);
  private final Router router = new Router();
  private final String origin = Url.ownOrigin();
  private boolean started;
  private boolean preload;

  private OfflineWorker() {}

  /** Adds the listeners, which must happen while the worker's script runs for the first time. */
  public static OfflineWorker create() {
    OfflineWorker worker = new OfflineWorker();
    WorkerScope.on("install", event -> event.waitUntil(worker.precache.install()));
    WorkerScope.on("activate", event -> event.waitUntil(worker.activate()));
    WorkerScope.on("fetch", event -> worker.fetch((FetchEvent) event));
    WorkerScope.on("message", event -> worker.message((MessageEvent) event));
    WorkerScope.on("sync", event -> event.waitUntil(all(QueueModule.drainIfLoaded())));
    return worker;
  }

  /**
   * @param entries {@code [{url, revision}]}
   */
  public OfflineWorker precache(Json entries) {
    precache.add(entries);
    return this;
  }

  /**
   * @param allow patterns of paths it answers, {@code [text]}; empty is all
   * @param deny patterns of paths it does not answer
   */
  public OfflineWorker navigationFallback(String url, Json allow, Json deny) {
    precache.navigationFallback(url, allow, deny);
    return this;
  }

  /** Lets the browser ask for pages while the worker starts, where it can. */
  public OfflineWorker navigationPreload() {
    preload = true;
    return this;
  }

  /**
   * @param route {@code METHOD pattern}
   * @param answer null: these requests go their way as without us
   * @param always whether the answer is asked also while the network is there
   */
  public OfflineWorker intercept(String route, @Nullable Answer answer, boolean always) {
    router.add(route, answer, always);
    return this;
  }

  public void start() {
    started = true;
    precache.learn();
    QueueModule.startIfLoaded();
  }

  Strategies strategies() {
    return strategies;
  }

  Network network() {
    return network;
  }

  Subjects subjects() {
    return subjects;
  }

  private Promise activate() {
    WorkerScope.preload(preload);
    subjects.learn(); // pages have told the worker before this one, since this script has run
    return precache
        .activate()
        .then(done -> WorkerScope.claim())
        .then(done -> QueueModule.drainIfLoaded());
  }

  private void message(MessageEvent event) {
    if (Messages.isType(event.getData(), "skipWaiting")) {
      event.waitUntil(WorkerScope.skipWaiting());
    } else if (Messages.isType(event.getData(), "subject")) {
      Promise known = named(event);
      event.waitUntil(answer(event, known));
      event.waitUntil(known.then(done -> QueueModule.drainIfLoaded()));
    } else if (Messages.isType(event.getData(), "drain")) {
      event.waitUntil(answer(event, QueueModule.drainIfLoaded()));
    }
  }

  /** A page says who is signed in there. */
  private Promise named(MessageEvent event) {
    JSObject page = event.getSource();
    return page == null
        ? Promise.resolve(null)
        : subjects.name(id(page), Json.get(event.getData(), "subject"));
  }

  @JSBody(params = "client", script = "return client.id;")
  private static native String id(JSObject client);

  private void fetch(FetchEvent event) {
    if (!started) {
      return;
    }
    Request request = event.getRequest();
    Url url = Url.of(request.getUrl());
    boolean own = url.getOrigin().equals(origin);
    boolean file = own && request.getMethod().equals("GET");
    boolean navigation = request.getMode().equals("navigate");
    String key = file ? precache.find(url, navigation) : null;
    if (key == null) {
      Router.Match match = router.find(request.getMethod(), url, own);
      if (match != null) {
        route(event, match);
        return;
      }
      key = file && navigation ? precache.fallbackFor(url.getPathname()) : null;
    }
    String client = navigation ? "" : event.getClientId();
    if (key != null || file && !navigation && precache.mayRunOlder(client)) {
      event.respondWith(
          orFetch(precache.answer(client, url.getHref(), key), event, network::fetch));
    }
  }

  private void route(FetchEvent event, Router.Match match) {
    Answer answer = match.route().answer();
    if (answer == null) {
      return;
    }
    Call call = Call.of(event, match.params(), status.isOnline());
    event.respondWith(
        match.route().always() || !status.isOnline()
            ? answered(answer, call, network::fetch)
            : networkElse(
                call,
                status.isVerifiedOnline(),
                network::fetch,
                network::check,
                offline -> answered(answer, offline, network::fetch)));
  }

  /** {@link Network#fetch} for scripts. */
  @JSFunctor
  private interface Fetching extends JSObject {
    Promise of(FetchEvent event, Request request);
  }

  @JSBody(
      params = {"file", "event", "fetch"},
      script = "return file.then(found => found || fetch(event, event.request));")
  private static native Promise orFetch(Promise file, FetchEvent event, Fetching fetch);

  @JSBody(
      params = {"event", "drained"},
      script =
          "return drained.then(done => event.ports[0] && event.ports[0].postMessage({ok: done}));")
  private static native Promise answer(MessageEvent event, Promise drained);

  /** Rejects if anything is left, so that the browser tries again while it is willing. */
  @JSBody(
      params = "drained",
      script = "return drained.then(done => done || Promise.reject(new Error('work is left')));")
  private static native Promise all(Promise drained);

  /**
   * The network, and {@code offline} once a check finds that it is the connection that failed. A
   * read does not wait for a frozen network longer than for the check.
   */
  @JSBody(
      params = {"call", "verified", "fetch", "check", "offline"},
      script =
          """
          var asked = call.request, read = /^(GET|HEAD)$/.test(asked.method);
          var gone = () => offline(Object.assign({}, call, {online: false}));
          var answer = fetch(call.event, read ? asked : asked.clone()).catch(error => {
            if (error.name === 'AbortError') throw error;
            return check().then(online => { if (online) throw error; return gone(); });
          });
          return !read || verified ? answer
            : Promise.race([answer, check().then(online => online ? answer : gone())]);
          """)
  private static native Promise networkElse(
      Call call, boolean verified, Fetching fetch, Network.Check check, Answer offline);

  /** The answer; if it fails, the network as far as that is possible, else a problem (RFC 9457). */
  @JSBody(
      params = {"answer", "call", "fetch"},
      script =
          """
          var problem = error => new Response(JSON.stringify({type: 'about:blank', status: 503,
            title: 'Not reachable', code: error.code || 'OFFLINE', detail: String(error)}),
            {status: 503, headers: {'content-type': 'application/problem+json'}});
          return new Promise(done => done(answer(call))).then(made => {
            if (!(made instanceof Response)) throw new TypeError('a handler answers with a Response');
            return made;
          }).catch(error => call.online && !error.isFinal && !call.request.bodyUsed
            ? fetch(call.event, call.request).catch(() => problem(error)) : problem(error));
          """)
  private static native Promise answered(Answer answer, Call call, Fetching fetch);
}
