package dev.holdfast.browser.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The global scope of a service worker. Listeners must be added before the script ends. */
public final class WorkerScope {
  private WorkerScope() {}

  /** An event that keeps the worker alive until a promise settles. */
  public interface ExtendableEvent extends JSObject {
    void waitUntil(Promise work);
  }

  /**
   * A request that the worker may answer. It must call {@code respondWith} before the listener
   * returns.
   */
  public interface FetchEvent extends ExtendableEvent {
    @JSProperty
    Request getRequest();

    /** The id of the page that asks; empty for a navigation. */
    @JSProperty
    String getClientId();

    void respondWith(Promise response);
  }

  /** A message to this worker. */
  public interface MessageEvent extends ExtendableEvent, Messages.Event {}

  /** The path of the worker's scope. */
  @JSBody(script = "return new URL(self.registration.scope).pathname;")
  public static native String path();

  /** Receives the events of a worker. */
  public interface Listener extends JSObject {
    void install(ExtendableEvent event);

    void activate(ExtendableEvent event);

    void fetch(FetchEvent event);

    void message(MessageEvent event);

    void sync(ExtendableEvent event);
  }

  @JSBody(
      params = "listener",
      script =
          """
          ['install', 'activate', 'fetch', 'message', 'sync'].forEach(type =>
            self.addEventListener(type, event => listener[type](event)));
          """)
  public static native void listen(Listener listener);

  /** Receives one kind of event. */
  @JSFunctor
  public interface Hearing extends JSObject {
    void heard(ExtendableEvent event);
  }

  @JSBody(
      params = {"type", "listener"},
      script = "self.addEventListener(type, listener);")
  public static native void on(String type, Hearing listener);

  @JSBody(script = "return self.skipWaiting();")
  public static native Promise skipWaiting();

  /**
   * Turns navigation preload on or off, if the browser has it: the browser then requests pages
   * while the worker still starts.
   */
  @JSBody(
      params = "wanted",
      script =
          "var loader = self.registration.navigationPreload;"
              + " if (loader) wanted ? loader.enable() : loader.disable();")
  public static native void preload(boolean wanted);

  /** Once {@code ready}, takes over the open pages that have no worker. */
  @JSBody(params = "ready", script = "return ready.then(() => self.clients.claim());")
  public static native Promise claimAfter(Promise ready);

  /** The windows of this origin, an array of clients that take {@link Messages#ask}. */
  @JSBody(
      params = "uncontrolled",
      script = "return self.clients.matchAll({type: 'window', includeUncontrolled: uncontrolled});")
  public static native Promise windows(boolean uncontrolled);

  /** Whether this script is the registration's active worker, rather than a release that waits. */
  @JSBody(
      script =
          "var own = self.serviceWorker;"
              + " return own ? own.state === 'activated' : !!self.registration.active;")
  public static native boolean isActive();

  /**
   * Asks for a sync event as soon as the browser has a connection. Does nothing if the browser has
   * no Background Sync. Rejects if the browser refuses, as it may while no page is open.
   */
  @JSBody(
      params = "tag",
      script =
          "var sync = self.registration.sync;"
              + " return sync ? sync.register(tag) : Promise.resolve();")
  public static native Promise wakeMe(String tag);
}
