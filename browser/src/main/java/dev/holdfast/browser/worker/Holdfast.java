package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * The global {@code holdfast} of a worker's script. {@code holdfast-worker.d.ts} documents each
 * member.
 */
public final class Holdfast {
  private final OfflineWorker worker;

  Holdfast(OfflineWorker worker) {
    this.worker = worker;
  }

  @JSExport
  public Holdfast precache(Json entries) {
    worker.precache(entries);
    return this;
  }

  @JSExport
  public Holdfast navigationFallback(String url, @Nullable JSObject options) {
    Checked.of("navigationFallback", options);
    worker.navigationFallback(url, list(options, "allow"), list(options, "deny"));
    return this;
  }

  @JSExport
  public Holdfast navigationPreload() {
    worker.navigationPreload();
    return this;
  }

  @JSExport
  public Holdfast staticRouting(boolean wanted) {
    worker.staticRouting(wanted);
    return this;
  }

  @JSBody(
      params = {"options", "name"},
      script = "return options && options[name] || [];")
  private static native Json list(@Nullable JSObject options, String name);

  @JSExport
  public Holdfast intercept(String route, JSObject answer, @Nullable JSObject options) {
    Checked.of("intercept", options);
    worker.intercept(route, isNever(options) ? null : answer, isAlways(options, answer));
    return this;
  }

  @JSExport
  public ReadyMade networkFirst(@Nullable JSObject options) {
    return worker.strategies.networkFirst(Checked.of("networkFirst", options));
  }

  @JSExport
  public ReadyMade cacheFirst(@Nullable JSObject options) {
    return worker.strategies.cacheFirst(Checked.of("cacheFirst", options));
  }

  @JSExport
  public ReadyMade staleWhileRevalidate(@Nullable JSObject options) {
    return worker.strategies.staleWhileRevalidate(Checked.of("staleWhileRevalidate", options));
  }

  @JSExport
  public ReadyMade cacheOnly(@Nullable JSObject options) {
    return worker.strategies.cacheOnly(Checked.of("cacheOnly", options));
  }

  @JSExport
  public ReadyMade networkOnly(@Nullable JSObject options) {
    return worker.strategies.networkOnly(Checked.of("networkOnly", options));
  }

  @JSExport
  public ReadyMade queue(@Nullable JSObject options) {
    return worker.queue(Checked.of("queue", options));
  }

  @JSExport
  public Holdfast resource(String path, @Nullable JSObject options) {
    worker.resource(path, Checked.of("resource", options));
    return this;
  }

  /**
   * Sets the hook that adds credentials to a queued request: it gets the request and returns the
   * one to send.
   */
  @JSExport
  public Holdfast beforeSend(JSObject hook) {
    worker.beforeSend(hook);
    return this;
  }

  /** Sets the hook that receives the answers to queued requests that were sent later. */
  @JSExport
  public Holdfast onReplayed(JSObject hook) {
    worker.onReplayed(hook);
    return this;
  }

  /** {@code worker-footer.js} makes one array of the arguments. */
  @JSExport
  public Holdfast loginRoutes(Json paths) {
    worker.loginRoutes(paths);
    return this;
  }

  /** Sets the path that echoes a nonce. */
  @JSExport
  public Holdfast ping(String path) {
    worker.ping(path);
    return this;
  }

  /**
   * Sets the function that tells who is signed in, so that queued requests can be sent without an
   * open page.
   */
  @JSExport
  public Holdfast subject(JSObject fn) {
    worker.subject(fn);
    return this;
  }

  /**
   * Sets the app's own sync function, for pages that define none, and for syncing without an open
   * page.
   */
  @JSExport
  public Holdfast sync(JSObject fn) {
    worker.sync(fn);
    return this;
  }

  @JSExport
  public NamedCache cache(String name, @Nullable JSObject options) {
    return worker.cache(named(name, Checked.of("cache", options)));
  }

  @JSBody(
      params = {"name", "options"},
      script = "return Object.assign({}, options, {cacheName: name});")
  private static native JSObject named(String name, @Nullable JSObject options);

  @JSExport
  public Holdfast replaces(String make) {
    worker.replaces(make);
    return this;
  }

  @JSExport
  public void start() {
    worker.start();
  }

  @JSBody(params = "options", script = "return !!options && options.when === 'never';")
  private static native boolean isNever(@Nullable JSObject options);

  /** A strategy always applies, a handler only if the route says so. */
  @JSBody(
      params = {"options", "answer"},
      script =
          "return !!(answer instanceof Function"
              + " ? options && options.when === 'always' : answer.answer);")
  private static native boolean isAlways(@Nullable JSObject options, JSObject answer);
}
