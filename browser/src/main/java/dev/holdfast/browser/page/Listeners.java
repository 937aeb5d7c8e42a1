package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The app's listeners, and the last error. If a listener throws, the others are called all the
 * same.
 */
public final class Listeners {
  private final JSObject listeners = map();
  private Json lastError = Json.absent();

  /** Ends a subscription. */
  @JSFunctor
  public interface Unsubscribe extends JSObject {
    void stop();
  }

  /** Adds a listener. The returned function removes it. */
  Unsubscribe add(String type, Json fn) {
    Options.function(fn, "a listener");
    add(listeners, type, fn);
    return () -> remove(listeners, type, fn);
  }

  void emit(Json event) {
    Json type = Json.get(event, "type");
    Json error = Json.get(event, "error");
    if (!Json.isAbsent(error) || Json.sameText(type, Json.of("recovered"))) {
      lastError = frozen(error);
    }
    emit(listeners, type, event);
  }

  void fail(String code, String message) {
    emit(error(code, message));
    emit(of("change"));
  }

  /** What failed last works again. */
  void recover() {
    emit(of("recovered"));
    emit(of("change"));
  }

  /** An event that says no more than its type. */
  @JSBody(params = "type", script = "return {type: type};")
  static native Json of(String type);

  Json lastError() {
    return lastError;
  }

  @JSBody(params = "v", script = "return Object.freeze(v);")
  static native Json frozen(Json v);

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
          "m.has(t) && Array.from(m.get(t)).forEach(one => { try { one(e); }"
              + " catch (thrown) { setTimeout(() => { throw thrown; }); } });")
  private static native void emit(JSObject m, Json t, Json e);

  @JSBody(
      params = {"code", "message"},
      script = "return {type: 'error', error: {code: code, message: message, at: Date.now()}};")
  private static native Json error(String code, String message);
}
