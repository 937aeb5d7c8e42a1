package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** {@code fetch}, as it is and with a time limit. */
public final class Fetch {
  private Fetch() {}

  /**
   * Sends a request. Resolves to a {@link Response}.
   *
   * @param input a URL ({@code Json.of}) or a {@link Request}
   * @param init the standard's options; may be absent
   */
  @JSBody(
      params = {"input", "init"},
      script = "return fetch(input, init);")
  public static native Promise fetch(JSObject input, @Nullable Json init);

  /**
   * Resolves to the whole answer, as {@code {status, type, redirected, text}}. Rejects if it is not
   * complete after {@code ms} milliseconds, or if the network fails.
   */
  @Script
  public static native Promise whole(String url, Json init, double ms);

  /**
   * {@link #fetch} that rejects as after a network failure if no answer has begun after {@code ms}.
   */
  @Script
  public static native Promise within(JSObject request, double ms);
}
