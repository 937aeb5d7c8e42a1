package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The engine, {@code holdfast-engine.js} beside this module. It is loaded when it is first needed,
 * so that the app's first paint does not wait for it.
 *
 * <p>If it is not there within a minute, or cannot be loaded, that is reported, and it is tried
 * again after a jittered back-off from 1 s to 60 s. Until the next try, calls do not wait.
 */
final class EngineModule {
  private static final double LONGEST = 60_000;

  private final Json definitions;
  private final Listeners listeners;
  private final Promise loaded = Promise.of((resolve, reject) -> arrived = resolve);
  private @Nullable Promise loading;
  private Json engine = Json.absent();
  private Promise begun = loaded;
  private boolean started;
  private double wait;

  /** Resolves {@link #loaded}. */
  @SuppressWarnings("NullAway.Init")
  private Promise.Settle arrived;

  /** Receives an event from the engine. */
  @JSFunctor
  private interface Emit extends JSObject {
    void event(Json event);
  }

  /** Called later. */
  @JSFunctor
  private interface Again extends JSObject {
    void tryAgain();
  }

  EngineModule(Json definitions, Listeners listeners) {
    this.definitions = definitions;
    this.listeners = listeners;
  }

  boolean isLoaded() {
    return !Json.isAbsent(engine);
  }

  /**
   * Whether the engine has the app's definitions, so that it can be asked for all but the network.
   */
  boolean isStarted() {
    return started;
  }

  /** Resolves when the engine is there, however late. It does not load it. */
  Promise loaded() {
    return loaded;
  }

  /**
   * Loads the engine. Resolves when it is there, or to undefined if it cannot be had now; that is
   * reported. Before {@link #start} it knows the network only.
   */
  Promise load() {
    if (loading == null) {
      Emit emit = listeners::emit;
      loading = open(definitions, emit).then(this::opened, error -> failed());
    }
    return loading;
  }

  private Json opened(JSObject opened) {
    engine = (Json) opened;
    arrived.with(engine);
    if (wait > 0) {
      listeners.recover();
    }
    return engine;
  }

  private Json failed() {
    wait = Math.min(LONGEST, 2 * wait + 1_000);
    later(this::again, wait);
    listeners.fail(
        "NOT_LOADED",
        "NOT_LOADED: holdfast-engine.js was not loaded, so nothing is read or saved yet; it is"
            + " tried again");
    return Json.absent();
  }

  private void again() {
    loading = null;
    load();
  }

  /**
   * Starts the engine as soon as it is there, with what the app has defined until then.
   *
   * @param then called when it has started
   */
  void start(Promise.Then then) {
    begun =
        loaded
            .then(
                opened -> {
                  started = true;
                  return call("start");
                })
            .then(then);
  }

  /** Resolves when the engine has started, or if it cannot be had now. */
  Promise begin() {
    return load().then(there -> isLoaded() ? begun : there);
  }

  /** Calls a method once the engine has started. Resolves to undefined if it cannot be had now. */
  Promise ask(String method, Json... arguments) {
    return started
        ? call(method, arguments)
        : begin().then(ready -> started ? call(method, arguments) : Json.absent());
  }

  /** Calls a method that works before {@link #start}. */
  Promise askLoaded(String method, Json argument, Json otherwise) {
    return load().then(there -> isLoaded() ? call(method, argument) : otherwise);
  }

  /** What the engine's member holds now. */
  Json property(String name, Json otherwise) {
    return started ? property(engine, name) : otherwise;
  }

  /**
   * Calls the engine's method, which may be in its second part: then that is loaded first.
   * Undefined stands for an answer if it cannot be loaded, which the engine reports.
   */
  Promise call(String method, Json... arguments) {
    Json list = Json.array();
    for (Json argument : arguments) {
      Json.push(list, argument);
    }
    return call(engine, method, list);
  }

  /**
   * The specifier is relative to this module; {@code src/main/js/page-footer.js} gives the import.
   */
  @JSBody(
      params = {"definitions", "emit"},
      script = "return holdfastEngine().then(engine => engine.open(definitions, emit));")
  private static native Promise open(Json definitions, Emit emit);

  @JSBody(
      params = {"again", "ms"},
      script = "setTimeout(again, ms * (1 + Math.random()) / 2);")
  private static native void later(Again again, double ms);

  @JSBody(
      params = {"o", "name"},
      script = "return o[name];")
  static native Json property(JSObject o, String name);

  @JSBody(
      params = {"o", "name", "list"},
      script =
          """
          return o[name] ? o[name].apply(o, list)
            : o.more().then(more => more && more[name].apply(more, list));
          """)
  static native Promise call(JSObject o, String name, Json list);

  @JSBody(
      script =
          "try { return !!(globalThis.isSecureContext && navigator.serviceWorker); }"
              + " catch (blocked) { return false; }")
  static native boolean hasWorkers();
}
