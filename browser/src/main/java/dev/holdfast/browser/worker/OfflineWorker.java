package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.BrowserNetwork;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.PingProbe;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * A service worker that stores an app's files and answers its requests by routes. This is the API
 * for workers written in Java; {@link Holdfast} is the same for JavaScript.
 *
 * <p>How to use it, in the {@code main} of a bundle that TeaVM makes, all of it synchronously:
 *
 * <pre>{@code
 * OfflineWorker.create()
 *     .precache()
 *     .navigationFallback("/index.html")
 *     .intercept(get("/api/tasks"), networkFirst())
 *     .intercept(post("/api/tasks"), queue())
 *     .start();
 * }</pre>
 *
 * <p>No request is answered before {@link #start}. A worker creates one instance.
 */
public final class OfflineWorker {
  /** Adds what is never stored with a request, such as its {@code Authorization}. */
  @JSFunctor
  public interface BeforeSend extends JSObject {
    /** Returns the request to send, or a promise of it. */
    JSObject prepared(Request request);
  }

  /** Tells who is signed in: a text or undefined for nobody, or a promise of either. */
  @JSFunctor
  public interface SignedIn extends JSObject {
    @Nullable JSObject found();
  }

  private final PingProbe probe = new PingProbe(Home.of("holdfast/ping"), 5_000);
  private final Subjects subjects = new Subjects();
  private final Network network = new Network(BrowserNetwork.open(probe, 5_000), subjects);
  private final Precache precache = new Precache();
  final Strategies strategies = new Strategies(network, precache, subjects);
  private final Router router = new Router();
  private final Events events = new Events(subjects, network, precache, router);

  /** Receives the final answer to a queued request that was sent later. */
  @JSFunctor
  public interface Replayed extends JSObject {
    /**
     * @param answer {@code {id, method, url, ok, response}}
     * @return what to wait for before the request leaves the queue; null for nothing
     */
    @Nullable Promise heard(Json answer);
  }

  private OfflineWorker() {}

  /** Adds the listeners. Must be called while the worker's script runs for the first time. */
  public static OfflineWorker create() {
    Names.within(WorkerScope.path());
    OfflineWorker worker = new OfflineWorker();
    WorkerScope.listen(worker.events);
    return worker;
  }

  /** Stores the files that {@code /holdfast/precache.js} lists: all files of a release or none. */
  public OfflineWorker precache() {
    return precache(listed());
  }

  /**
   * @param entries {@code [{url, revision}]}
   */
  public OfflineWorker precache(Json entries) {
    precache.add(entries);
    return this;
  }

  /** Answers page loads that match neither a file nor a route with the file at {@code url}. */
  public OfflineWorker navigationFallback(String url) {
    return navigationFallback(url, Json.array(), Json.array());
  }

  /**
   * @param allow patterns of paths that get this answer, {@code [text]}. Empty means all paths but
   *     those of the sync server and those with a dot in their last segment
   * @param deny patterns of paths that do not get it
   */
  public OfflineWorker navigationFallback(String url, Json allow, Json deny) {
    precache.navigationFallback(url, allow, deny);
    return this;
  }

  /**
   * Turns on navigation preload: if it can, the browser requests pages while the worker still
   * starts.
   */
  public OfflineWorker navigationPreload() {
    events.navigationPreload();
    return this;
  }

  /**
   * Whether browsers with the Static Routing API may handle requests without waking the worker, if
   * the worker never answers them. By default they may. The answers are the same.
   */
  public OfflineWorker staticRouting(boolean wanted) {
    events.staticRouting(wanted);
    return this;
  }

  public OfflineWorker intercept(Route route, Strategy strategy) {
    router.add(route.text(), strategy.of(strategies), true);
    return this;
  }

  /**
   * Writes, each on disk first. It is sent at once if the server is verified, the lane is empty and
   * no temporary id is awaited; else, or if no final answer comes, it is kept and sent later.
   */
  public OfflineWorker intercept(Route route, Queueing queueing) {
    router.add(route.text(), queue(queueing.options()), true);
    return this;
  }

  /** The routes of a REST collection. */
  public OfflineWorker intercept(Resource resource) {
    return resource(resource.path(), resource.options());
  }

  /** Calls {@code handler} while offline. */
  public OfflineWorker intercept(Route route, Answer handler) {
    return intercept(route, handler, When.OFFLINE);
  }

  public OfflineWorker intercept(Route route, Answer handler, When when) {
    router.add(
        route.text(), when == When.NEVER ? null : handlerScript(handler), when == When.ALWAYS);
    return this;
  }

  /** Calls {@code hook} with each queued request before it is sent. */
  public OfflineWorker beforeSend(BeforeSend hook) {
    return beforeSend(beforeSendScript(hook));
  }

  /** Calls {@code hook} with the answers to queued requests that were sent later. */
  public OfflineWorker onReplayed(Replayed hook) {
    return onReplayed(replayedScript(hook));
  }

  /**
   * Sets the paths of logins: a queued request that is redirected to one waits until somebody has
   * signed in. By default, paths with a segment such as {@code login} or {@code oauth2}.
   *
   * @param paths patterns, {@code [text]}
   */
  public OfflineWorker loginRoutes(Json paths) {
    Pattern[] logins = Precache.patterns(paths);
    QueueModule.load(network).loginRoutes(path -> Precache.matches(logins, path));
    return this;
  }

  /** Asks {@code who} for the signed-in subject, rather than the pages. */
  public OfflineWorker subject(SignedIn who) {
    return subject(signedInScript(who));
  }

  /** Sets the path that echoes a nonce, for apps without a Holdfast server. */
  public OfflineWorker ping(String path) {
    probe.at(path);
    return this;
  }

  /**
   * Once this worker has taken over, deletes the caches of the worker of another make that was here
   * before: those whose name begins with {@code make} and a hyphen, unless it ends with the URL of
   * another scope.
   */
  public OfflineWorker replaces(String make) {
    events.replaces(make);
    return this;
  }

  /** Starts to answer requests. Must be the last call. */
  public void start() {
    events.start();
  }

  // --- for Holdfast, the JavaScript API ---

  OfflineWorker intercept(String route, @Nullable JSObject answer, boolean always) {
    router.add(route, answer, always);
    return this;
  }

  /** A cache for handlers. */
  NamedCache cache(JSObject options) {
    return new AnswerCache(network, subjects, options);
  }

  ReadyMade queue(@Nullable JSObject options) {
    return QueueModule.load(network).route(options);
  }

  OfflineWorker resource(String path, @Nullable JSObject options) {
    ResourceModule.add(
        Home.of("holdfast/holdfast-resource.js"),
        path,
        options,
        network,
        QueueModule.load(network),
        strategies.networkFirst(options),
        (route, answer) -> router.add(route, answer, true));
    return this;
  }

  OfflineWorker beforeSend(JSObject hook) {
    QueueModule.load(network).beforeSend(hook);
    return this;
  }

  OfflineWorker onReplayed(JSObject hook) {
    QueueModule.load(network).onReplayed(hook);
    return this;
  }

  OfflineWorker subject(JSObject fn) {
    subjects.ask(fn);
    return this;
  }

  /**
   * Sets the app's own sync function, for pages that define none, and for syncing without an open
   * page.
   */
  OfflineWorker sync(JSObject fn) {
    loadSync(Home.of("holdfast/holdfast-sync.js"), fn, network);
    return this;
  }

  /** {@code holdfast-sync.js} is loaded only by a worker that has such a function. */
  @JSBody(
      params = {"script", "fn", "network"},
      script = "importScripts(script); self.holdfastSync(fn, network);")
  private static native void loadSync(String script, JSObject fn, NetworkApi network);

  @JSBody(script = "return self.__PRECACHE || [];")
  private static native Json listed();

  @JSBody(params = "handler", script = "return handler;")
  private static native JSObject handlerScript(Answer handler);

  @JSBody(params = "hook", script = "return hook;")
  private static native JSObject beforeSendScript(BeforeSend hook);

  @JSBody(params = "hook", script = "return hook;")
  private static native JSObject replayedScript(Replayed hook);

  @JSBody(params = "who", script = "return who;")
  private static native JSObject signedInScript(SignedIn who);
}
