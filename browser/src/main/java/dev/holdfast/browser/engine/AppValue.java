package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Lossy;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Copies values that come from the app's code or go to it, and calls the app's functions. */
final class AppValue {
  /** What the app has defined; {@code debug} is in it. */
  static Json definitions = Json.object();

  private AppValue() {}

  /**
   * A deep copy, so that the app may go on changing its own value. Lone surrogates become U+FFFD,
   * undefined fields are left out, and {@code toJSON} is called.
   *
   * @throws Failure {@code NOT_JSON}
   */
  static Json copy(Json value) {
    return copied(value, Json.MAX_DOCUMENT_DEPTH);
  }

  /** The same for a state, which holds its documents one or two levels deep. */
  static Json state(Json value) {
    return copied(value, Json.MAX_DOCUMENT_DEPTH + 2);
  }

  private static Json copied(Json value, int depth) {
    Lossy.tell(value, definitions);
    try {
      return copy(value, depth);
    } catch (RuntimeException thrown) { // perhaps by a getter or toJSON of the app's
      throw new Failure(
          Failure.Code.NOT_JSON,
          "the value is no JSON: " + flaw(value, depth) + "; nothing was changed");
    }
  }

  /** Says where the value is no JSON, as a JSON Pointer, and what is there. */
  @Script
  private static native String flaw(Json value, int depth);

  /** A copy for the app, which may change it without changing ours. */
  @JSBody(params = "ours", script = "return structuredClone(ours);")
  static native Json given(Json ours);

  /**
   * @param depth how deep it may nest
   */
  private static Json copy(Json given, int depth) {
    Json value = plain(given);
    if (Json.isString(value)) {
      return wellFormed(value);
    }
    if (depth == 0 && !isScalar(value)) {
      throw noJson();
    }
    if (Json.isArray(value)) {
      Json out = Json.array();
      for (int i = 0, n = Json.size(value); i < n; i++) {
        Json.push(out, copy(Json.at(value, i), depth - 1));
      }
      return out;
    }
    if (isObject(value)) {
      Json out = Json.object();
      Json keys = Json.keys(value);
      for (int i = 0, n = Json.size(keys); i < n; i++) {
        Json key = Json.at(keys, i);
        Json field = Json.get(value, key);
        if (!Json.isAbsent(field)) {
          Json.set(out, wellFormed(key), copy(field, depth - 1));
        }
      }
      return out;
    }
    if (!isScalar(value)) {
      throw noJson();
    }
    return value;
  }

  private static Failure noJson() {
    return new Failure(Failure.Code.NOT_JSON, "");
  }

  static String text(Json value, String what) {
    if (!Json.isString(value)) {
      throw typeError(what + " must be a string");
    }
    return Json.text(wellFormed(value));
  }

  /** Always throws. It has a result type so that callers can write {@code throw}. */
  @JSBody(params = "message", script = "throw new TypeError(message);")
  static native RuntimeException typeError(String message);

  @JSBody(params = "v", script = "return typeof v === 'function';")
  static native boolean isFunction(Json v);

  @JSBody(params = "v", script = "return v && typeof v.toJSON === 'function' ? v.toJSON() : v;")
  private static native Json plain(Json v);

  @JSBody(params = "v", script = "return Object.prototype.toString.call(v) === '[object Object]';")
  private static native boolean isObject(Json v);

  @JSBody(
      params = "v",
      script = "return v === null || typeof v === 'boolean' || Number.isFinite(v);")
  private static native boolean isScalar(Json v);

  @Script
  private static native Json wellFormed(Json s);

  /** Calls a function of the app. If that throws, this throws a {@code Failure}. */
  static Json call(JSObject fn, Json argument) {
    return call(fn, argument, Json.absent());
  }

  /**
   * Calls the app's {@code migrate}.
   *
   * @throws Failure {@code MIGRATION_FAILED} if it throws, or answers no JSON
   */
  static Json migrated(JSObject fn, Json state, double from) {
    try {
      return state(call(fn, given(state), Json.of(from)));
    } catch (Failure failure) {
      throw new Failure(Failure.Code.MIGRATION_FAILED, String.valueOf(failure.getMessage()));
    }
  }

  private static Json call(JSObject fn, Json argument, Json more) {
    Json outcome = attempt(fn, argument, more);
    if (Json.size(outcome) > 1) {
      throw new Failure(
          Failure.Code.NO_SNAPSHOT,
          "the app's function threw " + Json.text(Json.at(outcome, 1)) + "; nothing was changed");
    }
    return Json.at(outcome, 0);
  }

  /**
   * Returns {@code [answer]}, or {@code [undefined, text]} with what the function threw, which need
   * not be an {@code Error}.
   */
  @JSBody(
      params = {"fn", "argument", "more"},
      script =
          """
          try { return [fn(argument, more)]; } catch (thrown) { return [void 0, String(thrown)]; }
          """)
  private static native Json attempt(JSObject fn, Json argument, Json more);

  @JSBody(
      params = {"fn", "argument"},
      script = "return fn(argument);")
  static native Json apply(JSObject fn, Json argument);
}
