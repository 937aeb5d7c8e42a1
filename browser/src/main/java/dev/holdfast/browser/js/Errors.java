package dev.holdfast.browser.js;

import dev.holdfast.core.Failure;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSObject;

/** Reads and makes JavaScript errors. */
public final class Errors {
  private Errors() {}

  /** The error's name ({@code QuotaExceededError}), empty if it has none. */
  @JSBody(params = "e", script = "return e && e.name || '';")
  public static native String name(@Nullable JSObject e);

  /** The error as one line for people. No error means that time ran out. */
  @JSBody(params = "e", script = "return String(e || 'no end in time');")
  public static native String text(@Nullable JSObject e);

  /**
   * What a function of the app threw, as one line for people. The console shows it whole, with
   * where it comes from, once.
   */
  @Script
  public static native String thrown(@Nullable JSObject e);

  /** The JavaScript error behind a Java exception; null if Java threw it. */
  public static @Nullable JSObject behind(Throwable thrown) {
    return JSExceptions.getJSException(thrown);
  }

  @JSBody(params = "message", script = "return new TypeError(message);")
  public static native JSObject typeError(String message);

  /** A failure as a JavaScript error with its {@code code}. */
  public static JSObject of(@Nullable Failure failure) {
    return failure == null
        ? typeError("")
        : coded(failure.code().name(), String.valueOf(failure.getMessage()));
  }

  @JSBody(
      params = {"code", "message"},
      script = "return Object.assign(new Error(message), {code: code});")
  private static native JSObject coded(String code, String message);
}
