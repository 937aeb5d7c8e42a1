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
 * Handles the events that the browser sends to the worker.
 *
 * <p>A file of the release comes first, then the routes in their order, then, for a page load that
 * neither answers, the navigation fallback.
 */
final class Events implements WorkerScope.Listener {
  private final Subjects subjects;
  private final Network network;
  private final Precache precache;
  private final Router router;
  private final String origin = Url.ownOrigin();
  private final Json replaced = Json.array();
  private boolean started;
  private boolean preload;
  private boolean staticRouting = true;

  Events(Subjects subjects, Network network, Precache precache, Router router) {
    this.subjects = subjects;
    this.network = network;
    this.precache = precache;
    this.router = router;
  }

  /**
   * Turns on navigation preload: if it can, the browser requests pages while the worker still
   * starts.
   */
  void navigationPreload() {
    preload = true;
  }

  /** Whether the browser is told which requests need not reach the worker, if it supports that. */
  void staticRouting(boolean wanted) {
    staticRouting = wanted;
  }

  /** Whose caches are deleted once this worker has taken over. */
  void replaces(String make) {
    Json.push(replaced, Json.of(make));
  }

  /** From now on requests are answered. */
  void start() {
    started = true;
    QueueModule.startIfLoaded();
  }

  @Override
  public void install(ExtendableEvent event) {
    Promise installed = precache.install();
    event.waitUntil(
        staticRouting
            ? InstallModule.load()
                .then(
                    module ->
                        ((InstallModule) module)
                            .tell(Precache.files(), installed, event, router.routes()))
            : installed);
  }

  @Override
  public void activate(ExtendableEvent event) {
    subjects.learn(); // since this script ran, pages may have named subjects to the previous worker
    Promise claimed = precache.activate(event, preload, replaced);
    event.waitUntil(claimed);
    QueueModule.drainAfter(claimed); // until an activation is over, all requests wait for it
  }

  @Override
  public void sync(ExtendableEvent event) {
    event.waitUntil(all(QueueModule.synced()));
  }

  @Override
  public void message(MessageEvent event) {
    Json said = event.getData();
    boolean asWorkboxSaysIt = Messages.isType(said, "SKIP_WAITING"); // a page of the app before
    if (asWorkboxSaysIt || Messages.isType(said, "skipWaiting")) {
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

  /** Stores who is signed in at the page that sent the message. */
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
    Request request = event.getRequest();
    if (!started || isStream(request)) {
      return;
    }
    Url url = Url.of(request.getUrl());
    boolean own = url.getOrigin().equals(origin);
    boolean file = own && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"));
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
      event.respondWith(orFetch(precache.answer(client, url, key), event, network, Parts.of()));
    }
  }

  /** Whether it asks for an event stream: the browser itself connects that anew. */
  @JSBody(params = "request", script = "return /event-stream/.test(request.headers.get('accept'));")
  private static native boolean isStream(Request request);

  private void route(FetchEvent event, Router.Match match) {
    JSObject answer = match.rule().answering;
    if (answer != null) {
      Call call = Call.of(event, match.params(), network.online());
      event.respondWith(answered(answer, call, match.rule().always, network));
    }
  }

  @JSBody(
      params = {"file", "event", "network", "part"},
      script =
          "return file.then(found => found"
              + " ? part(event.request, found) : network.fetch(event, event.request));")
  private static native Promise orFetch(
      Promise file, FetchEvent event, NetworkApi network, JSObject part);

  @JSBody(
      params = {"event", "drained"},
      script =
          "return drained.then(done => event.ports[0] && event.ports[0].postMessage({ok: done}));")
  private static native Promise answer(MessageEvent event, Promise drained);

  /** Rejects if work is left, so that the browser fires the event again. */
  @JSBody(
      params = "drained",
      script = "return drained.then(done => done || Promise.reject(new Error('work is left')));")
  private static native Promise all(Promise drained);

  /*
   * Asks the route's handler or strategy; if it fails, the network as far as that is possible, else a
   * problem (RFC 9457). A strategy that has nothing to give fails as the network would. A handler not marked always: the network first; the handler if the network
   * fails and a check confirms that we are offline. A read waits no longer than the check.
   */
  @Script
  private static native Promise answered(
      JSObject answer, Call call, boolean always, NetworkApi network);
}
