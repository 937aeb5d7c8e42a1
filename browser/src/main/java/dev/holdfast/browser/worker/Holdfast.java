package dev.holdfast.browser.worker;

import dev.holdfast.browser.worker.Route.When;
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
  public Holdfast navigationFallback(String url) {
    worker.navigationFallback(url);
    return this;
  }

  @JSExport
  public Holdfast intercept(String route, Answer answer, @Nullable JSObject options) {
    String when = when(options, answer);
    worker.intercept(
        route,
        answer,
        when.equals("offline") ? When.OFFLINE : when.equals("never") ? When.NEVER : When.ALWAYS);
    return this;
  }

  @JSExport
  public Answer networkFirst(StrategyOptions options) {
    return named("networkFirst", worker.strategies().networkFirst(options));
  }

  @JSExport
  public Answer cacheFirst(StrategyOptions options) {
    return named("cacheFirst", worker.strategies().cacheFirst(options));
  }

  @JSExport
  public Answer staleWhileRevalidate(StrategyOptions options) {
    return named("staleWhileRevalidate", worker.strategies().staleWhileRevalidate(options));
  }

  @JSExport
  public Answer cacheOnly(StrategyOptions options) {
    return named("cacheOnly", worker.strategies().cacheOnly(options));
  }

  @JSExport
  public Answer networkOnly() {
    return named("networkOnly", worker.strategies().networkOnly());
  }

  @JSExport
  public Answer queue(QueueOptions options) {
    return named("queue", worker.queue().answer(options));
  }

  @JSExport
  public void start() {
    worker.start();
  }

  /** What re-makes credentials for a queued request: takes it, and gives the one to send. */
  @JSExport
  public Holdfast beforeSend(Answer hook) {
    worker.sending().beforeSend(hook);
    return this;
  }

  /** Strategies apply always, unless the route says never; handlers when offline unless it says. */
  @JSBody(
      params = {"options", "answer"},
      script =
          "var when = options && options.when; if (answer.strategy && when !== 'never')"
              + " return 'always'; return when || 'offline';")
  private static native String when(@Nullable JSObject options, Answer answer);

  @JSBody(
      params = {"name", "answer"},
      script = "answer.strategy = name; return answer;")
  private static native Answer named(String name, Answer answer);
}
