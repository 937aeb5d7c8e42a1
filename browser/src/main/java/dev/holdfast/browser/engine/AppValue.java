package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Errors;
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
    return copied(value, Json.absent(), Json.MAX_DOCUMENT_DEPTH);
  }

  /** The same for a state, which holds its documents one or two levels deep. */
  static Json state(Json value) {
    return state(value, Json.absent());
  }

  /**
   * The same for a state of which an earlier one is known. The copy shares with that one what is
   * equal, so what has changed is found without looking at the rest again.
   */
  static Json state(Json value, Json known) {
    return copied(value, known, Json.MAX_DOCUMENT_DEPTH + 2);
  }

  private static Json copied(Json value, Json known, int depth) {
    Lossy.tell(value, definitions);
    try {
      return copy(value, known, depth);
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
  static Json given(Json ours) {
    return clone(ours);
  }

  @Script
  private static native Json clone(Json ours);

  /**
   * @param known a value that is ours. What is equal in both is not copied, but taken from it
   * @param depth how deep it may nest
   */
  @Script
  private static native Json copy(Json given, Json known, int depth);

  static String text(Json value, String what) {
    if (!Json.isString(value)) {
      throw typeError(what + " must be a string");
    }
    return Json.text(copy(value, Json.absent(), 0));
  }

  /** Always throws. It has a result type so that callers can write {@code throw}. */
  @JSBody(params = "message", script = "throw new TypeError(message);")
  static native RuntimeException typeError(String message);

  @JSBody(params = "v", script = "return typeof v === 'function';")
  static native boolean isFunction(Json v);

  /**
   * Calls a function of the app.
   *
   * @param name what the app knows it by
   * @throws Failure {@code NO_SNAPSHOT} if it throws
   */
  static Json call(JSObject fn, Json argument, String name) {
    return call(fn, argument, Json.absent(), name, Failure.Code.NO_SNAPSHOT);
  }

  /**
   * Calls the app's {@code migrate}.
   *
   * @throws Failure {@code MIGRATION_FAILED} if it throws, or answers no JSON
   */
  static Json migrated(JSObject fn, Json state, double from) {
    Failure.Code code = Failure.Code.MIGRATION_FAILED;
    Json answer = call(fn, given(state), Json.of(from), "migrate", code);
    try {
      return state(answer);
    } catch (Failure failure) {
      throw new Failure(code, String.valueOf(failure.getMessage()));
    }
  }

  private static Json call(JSObject fn, Json argument, Json more, String name, Failure.Code code) {
    Json outcome = attempt(fn, argument, more);
    if (Json.size(outcome) > 1) {
      throw new Failure(
          code,
          "the app's "
              + name
              + " function threw "
              + Errors.thrown(Json.at(outcome, 1))
              + "; nothing was changed");
    }
    return Json.at(outcome, 0);
  }

  /** Returns {@code [answer]}, or {@code [undefined, what the function threw]}. */
  @JSBody(
      params = {"fn", "argument", "more"},
      script =
          """
          try { return [fn(argument, more)]; } catch (thrown) { return [void 0, thrown]; }
          """)
  private static native Json attempt(JSObject fn, Json argument, Json more);

  @JSBody(
      params = {"fn", "argument"},
      script = "return fn(argument);")
  static native Json apply(JSObject fn, Json argument);
}
