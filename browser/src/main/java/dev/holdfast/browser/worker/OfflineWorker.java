package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.BrowserNetwork;
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
 * A service worker that keeps an app's files and answers its requests as its routes say. The
 * JavaScript face of it is {@link Holdfast}; this is the same for workers written in Java.
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
 * <p>Until {@link #start} nothing is answered. A worker has one of them.
 */
public final class OfflineWorker {
  /** Makes again what is never stored with a request, such as its {@code Authorization}. */
  @JSFunctor
  public interface BeforeSend extends JSObject {
    /** The request to send, or a promise of it. */
    JSObject prepared(Request request);
  }

  /** Tells who is signed in: a text, undefined for nobody, or a promise of it. */
  @JSFunctor
  public interface SignedIn extends JSObject {
    @Nullable JSObject subject();
  }

  private final PingProbe probe = new PingProbe("/holdfast/ping", 5_000);
  private final Subjects subjects = new Subjects();
  private final Network network = new Network(BrowserNetwork.open(probe, 5_000), subjects);
  private final Precache precache = new Precache();
  final Strategies strategies = new Strategies(network, precache, subjects);
  private final Router router = new Router();
  private final Events events = new Events(subjects, network, precache, router);

  /** Hears the last answer to a queued request that was sent later. */
  @JSFunctor
  public interface Replayed extends JSObject {
    /**
     * @param answer {@code {id, method, url, ok, response}}
     * @return what to wait for before the request leaves the queue; null is nothing
     */
    @Nullable Promise heard(Json answer);
  }

  private OfflineWorker() {}

  /** Adds the listeners, which must happen while the worker's script runs for the first time. */
  public static OfflineWorker create() {
    OfflineWorker worker = new OfflineWorker();
    WorkerScope.listen(worker.events);
    return worker;
  }

  /** Keeps the files that {@code /holdfast/precache.js} has listed, all of a release or none. */
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

  /** Answers page loads that are neither a file nor match a route with the file at {@code url}. */
  public OfflineWorker navigationFallback(String url) {
    return navigationFallback(url, Json.array(), Json.array());
  }

  /**
   * @param allow patterns of paths it answers, {@code [text]}; empty is all but those of the sync
   *     server and those with a dot in their last part
   * @param deny patterns of paths it does not answer
   */
  public OfflineWorker navigationFallback(String url, Json allow, Json deny) {
    precache.navigationFallback(url, allow, deny);
    return this;
  }

  /** Lets the browser ask for pages while the worker starts, where it can. */
  public OfflineWorker navigationPreload() {
    events.navigationPreload();
    return this;
  }

  /**
   * Whether the browser may leave requests alone without waking the worker, where it has the Static
   * Routing API; it may unless this says no. The answers are the same.
   */
  public OfflineWorker staticRouting(boolean wanted) {
    events.staticRouting(wanted);
    return this;
  }

  public OfflineWorker intercept(Route route, Strategy strategy) {
    router.add(route.text(), strategy.of(strategies), true);
    return this;
  }

  /** Queues writes while offline, and while earlier ones of their lane wait. */
  public OfflineWorker intercept(Route route, Queueing queueing) {
    router.add(route.text(), queue(queueing.options()), true);
    return this;
  }

  /** A handler, asked while offline. */
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

  /** Lets {@code who} tell who is signed in, rather than the pages. */
  public OfflineWorker subject(SignedIn who) {
    return subject(signedInScript(who));
  }

  /** The path that echoes a nonce, of an app whose backend is not ours. */
  public OfflineWorker ping(String path) {
    probe.at(path);
    return this;
  }

  /** Begins. The last call. */
  public void start() {
    events.start();
  }

  // --- for the face that scripts see ---

  OfflineWorker intercept(String route, @Nullable JSObject answer, boolean always) {
    router.add(route, answer, always);
    return this;
  }

  ReadyMade queue(@Nullable JSObject options) {
    return QueueModule.load(network).route(options);
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

  /** The app's own sync function, for pages that define none, and for when none is open. */
  OfflineWorker sync(JSObject fn) {
    loadSync(fn, network);
    return this;
  }

  /** {@code holdfast-sync.js} is loaded only by a worker that has such a function. */
  @JSBody(
      params = {"fn", "network"},
      script = "importScripts('/holdfast/holdfast-sync.js'); self.holdfastSync(fn, network);")
  private static native void loadSync(JSObject fn, NetworkApi network);

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
