package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/** The global {@code holdfast} of a worker's script: see {@code holdfast-worker.d.ts}. */
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
    String when = when(options, answer);
    worker.intercept(route, when.equals("never") ? null : answer, when.equals("always"));
    return this;
  }

  @JSExport
  public JSObject networkFirst(@Nullable JSObject options) {
    return worker.strategy("networkFirst", options);
  }

  @JSExport
  public JSObject cacheFirst(@Nullable JSObject options) {
    return worker.strategy("cacheFirst", options);
  }

  @JSExport
  public JSObject staleWhileRevalidate(@Nullable JSObject options) {
    return worker.strategy("staleWhileRevalidate", options);
  }

  @JSExport
  public JSObject cacheOnly(@Nullable JSObject options) {
    return worker.strategy("cacheOnly", options);
  }

  @JSExport
  public JSObject networkOnly(@Nullable JSObject options) {
    return worker.strategy("networkOnly", options);
  }

  @JSExport
  public JSObject queue(@Nullable JSObject options) {
    return worker.queue(options);
  }

  /** What re-makes credentials for a queued request: takes it, and gives the one to send. */
  @JSExport
  public Holdfast beforeSend(JSObject hook) {
    worker.beforeSend(hook);
    return this;
  }

  /** What hears the answers to queued requests that were sent later. */
  @JSExport
  public Holdfast onReplayed(JSObject hook) {
    worker.onReplayed(hook);
    return this;
  }

  /** The path that echoes a nonce. */
  @JSExport
  public Holdfast ping(String path) {
    worker.ping(path);
    return this;
  }

  /** What tells who is signed in, so that queued requests leave without a page that says so. */
  @JSExport
  public Holdfast subject(JSObject fn) {
    worker.subject(fn);
    return this;
  }

  /** The app's own sync function, for pages that define none, and for when none is open. */
  @JSExport
  public Holdfast sync(JSObject fn) {
    worker.sync(fn);
    return this;
  }

  @JSExport
  public void start() {
    worker.start();
  }

  /** Strategies apply always, unless the route says never; handlers when offline unless it says. */
  @JSBody(
      params = {"options", "answer"},
      script =
          "var when = options && options.when;"
              + " return answer.strategy && when !== 'never' ? 'always' : when || 'offline';")
  private static native String when(@Nullable JSObject options, JSObject answer);
}
