package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** {@code fetch} itself, and the ways it ends early. */
public final class Fetch {
  private Fetch() {}

  /**
   * Asks; a promise of a {@link Response}.
   *
   * @param input a URL ({@code Json.of}) or a {@link Request}
   * @param init the standard's options; may be absent
   */
  @JSBody(
      params = {"input", "init"},
      script = "return fetch(input, init);")
  public static native Promise fetch(JSObject input, @Nullable Json init);

  /**
   * The whole answer as {@code {status, type, redirected, text}}, body included, or a rejection
   * after {@code ms} milliseconds or when the network fails.
   */
  @Script
  public static native Promise whole(String url, Json init, double ms);

  /**
   * {@link #fetch}, rejected as a failure of the network if no answer has begun after {@code ms}.
   */
  @Script
  public static native Promise within(JSObject request, double ms);
}
