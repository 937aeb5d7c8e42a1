package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.Url;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.browser.js.WorkerScope.MessageEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * What the browser tells the worker, and what is done then.
 *
 * <p>A file of the release comes first, then the routes in their order, then, for a page that is
 * none of both, the navigation fallback.
 */
final class Events implements WorkerScope.Listener {
  private final Subjects subjects;
  private final Network network;
  private final Precache precache;
  private final Router router;
  private final String origin = Url.ownOrigin();
  private boolean started;
  private boolean preload;
  private boolean staticRouting = true;

  Events(Subjects subjects, Network network, Precache precache, Router router) {
    this.subjects = subjects;
    this.network = network;
    this.precache = precache;
    this.router = router;
  }

  /** Lets the browser ask for pages while the worker starts, where it can. */
  void navigationPreload() {
    preload = true;
  }

  /** Whether the browser is told what it may route by itself, where it can. */
  void staticRouting(boolean wanted) {
    staticRouting = wanted;
  }

  /** From now on requests are answered. */
  void start() {
    started = true;
    precache.learn();
    QueueModule.startIfLoaded();
  }

  @Override
  public void install(ExtendableEvent event) {
    Promise installed = precache.install();
    event.waitUntil(
        staticRouting
            ? StaticRoutes.tell(Precache.files(), installed, event, router.routes())
            : installed);
  }

  @Override
  public void activate(ExtendableEvent event) {
    WorkerScope.preload(preload);
    subjects.learn(); // pages have told the worker before this one, since this script has run
    event.waitUntil(QueueModule.drainAfter(WorkerScope.claimAfter(precache.activate())));
  }

  @Override
  public void sync(ExtendableEvent event) {
    event.waitUntil(all(drain()));
  }

  @Override
  public void message(MessageEvent event) {
    Json said = event.getData();
    if (Messages.isType(said, "skipWaiting")) {
      event.waitUntil(WorkerScope.skipWaiting());
    } else if (Messages.isType(said, "subject")) {
      Promise known = named(event);
      event.waitUntil(answer(event, known));
      event.waitUntil(QueueModule.drainAfter(known));
    } else if (Messages.isType(said, "drain")) {
      event.waitUntil(answer(event, drain()));
    }
  }

  private static Promise drain() {
    return QueueModule.drainAfter(Promise.resolve(null));
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

  @Override
  public void fetch(FetchEvent event) {
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
    if (key != null || (file && !navigation && precache.mayRunOlder(client))) {
      event.respondWith(orFetch(precache.answer(client, url.getHref(), key), event, network));
    }
  }

  private void route(FetchEvent event, Router.Match match) {
    JSObject answer = match.rule().answer;
    if (answer != null) {
      Call call = Call.of(event, match.params(), network.online());
      event.respondWith(answered(answer, call, match.rule().always, network));
    }
  }

  @JSBody(
      params = {"file", "event", "network"},
      script = "return file.then(found => found || network.fetch(event, event.request));")
  private static native Promise orFetch(Promise file, FetchEvent event, NetworkApi network);

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

  /*
   * The answer; if it fails, the network as far as that is possible, else a problem (RFC 9457). While
   * the network is there and the answer is not for always: the network, and the answer once a check
   * finds that it is the connection that failed. A read does not wait for a frozen network longer
   * than for the check.
   */
  @Script
  private static native Promise answered(
      JSObject answer, Call call, boolean always, NetworkApi network);
}
