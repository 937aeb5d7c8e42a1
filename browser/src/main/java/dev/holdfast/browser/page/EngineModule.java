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
 */
final class EngineModule {
  private final Json definitions;
  private final Listeners listeners;
  private @Nullable Promise loading;
  private Json engine = Json.absent();
  private boolean started;

  /** Receives an event from the engine. */
  @JSFunctor
  private interface Emit extends JSObject {
    void event(Json event);
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

  /** Resolves when the engine is there; before {@link #start} it knows the network only. */
  Promise load() {
    if (loading == null) {
      Emit emit = listeners::emit;
      loading =
          open(definitions, emit)
              .then(
                  opened -> {
                    engine = (Json) opened;
                    return opened;
                  });
    }
    return loading;
  }

  /** Starts the engine with what the app has defined until now. */
  Promise start() {
    return load()
        .then(
            opened -> {
              started = true;
              return call("start");
            });
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
