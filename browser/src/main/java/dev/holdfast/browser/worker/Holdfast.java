package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/** The global {@code holdfast} of a worker's script: see {@code holdfast-worker.d.ts}. */
@NullMarked
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

  @JSBody(
      params = {"options", "name"},
      script = "return options && options[name] || [];")
  private static native Json list(@Nullable JSObject options, String name);

  @JSExport
  public Holdfast intercept(String route, JSObject answer, @Nullable JSObject options) {
    String when = when(options, answer);
    worker.intercept(route, when.equals("never") ? null : callable(answer), when.equals("always"));
    return this;
  }

  @JSExport
  public JSObject networkFirst(@Nullable JSObject options) {
    return worker.strategies().named("networkFirst", options);
  }

  @JSExport
  public JSObject cacheFirst(@Nullable JSObject options) {
    return worker.strategies().named("cacheFirst", options);
  }

  @JSExport
  public JSObject staleWhileRevalidate(@Nullable JSObject options) {
    return worker.strategies().named("staleWhileRevalidate", options);
  }

  @JSExport
  public JSObject cacheOnly(@Nullable JSObject options) {
    return worker.strategies().named("cacheOnly", options);
  }

  @JSExport
  public JSObject networkOnly(@Nullable JSObject options) {
    return worker.strategies().named("networkOnly", options);
  }

  @JSExport
  public JSObject queue(@Nullable JSObject options) {
    return QueueModule.load().strategy(options);
  }

  /** For {@code holdfast-queue.js}. */
  @JSExport
  public Network network() {
    return worker.network();
  }

  /** What re-makes credentials for a queued request: takes it, and gives the one to send. */
  @JSExport
  public Holdfast beforeSend(JSObject hook) {
    QueueModule.load().beforeSend(hook);
    return this;
  }

  /** What hears the answers to queued requests that were sent later. */
  @JSExport
  public Holdfast onReplayed(JSObject hook) {
    QueueModule.load().onReplayed(hook);
    return this;
  }

  /** What tells who is signed in, so that queued requests leave without a page that says so. */
  @JSExport
  public Holdfast subject(JSObject fn) {
    worker.subjects().ask(fn);
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

  @JSBody(params = "answer", script = "return answer;")
  private static native Answer callable(JSObject answer);
}
