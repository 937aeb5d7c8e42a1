package dev.holdfast.browser.page;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The app's listeners, and what went wrong last. A listener that throws harms nobody else. */
@NullMarked
final class Hub {
  private final JSObject listeners = map();
  private Json lastError = Json.absent();

  /** Ends a subscription. */
  @JSFunctor
  interface Unsubscribe extends JSObject {
    void run();
  }

  Unsubscribe add(String type, JSObject fn) {
    add(listeners, type, fn);
    return () -> remove(listeners, type, fn);
  }

  void change() {
    fire(event("change"));
  }

  void fire(Json event) {
    fire(listeners, Json.get(event, "type"), event);
  }

  static Json event(String type) {
    Json event = Json.object();
    Json.set(event, "type", Json.of(type));
    return event;
  }

  void fail(Failure failure, double now) {
    lastError = Json.object();
    Json.set(lastError, "code", Json.of(failure.code().name()));
    Json.set(lastError, "message", Json.of(String.valueOf(failure.getMessage())));
    Json.set(lastError, "at", Json.of(now));
    Json event = event("error");
    Json.set(event, "error", lastError);
    fire(event);
    change();
  }

  Json lastError() {
    return lastError;
  }

  @JSBody(script = "return new Map();")
  private static native JSObject map();

  @JSBody(
      params = {"m", "t", "f"},
      script = "m.has(t) || m.set(t, new Set()); m.get(t).add(f);")
  private static native void add(JSObject m, String t, JSObject f);

  @JSBody(
      params = {"m", "t", "f"},
      script = "m.get(t).delete(f);")
  private static native void remove(JSObject m, String t, JSObject f);

  @JSBody(
      params = {"m", "t", "e"},
      script =
          "m.has(t) && [...m.get(t)].forEach(f => { try { f(e); }"
              + " catch (x) { setTimeout(() => { throw x; }); } });")
  private static native void fire(JSObject m, Json t, Json e);
}
