package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** A request by {@code fetch} and its whole answer, within bounded time. */
public final class Http {
  private Http() {}

  /** The headers of one request; rejected when the app's function that makes them throws. */
  @JSBody(
      params = {"make", "own"},
      script =
          "return new Promise(give => give(make && make())).then(made => Object.assign(own, made));")
  public static native Promise headers(Json make, Json own);

  /**
   * Resolves always, to {@code {status, body, got}}: the answer's JSON, if it was JSON, and the
   * {@code Response}. The status is 0 if no whole answer came in time, also when the headers did
   * not; -1 for a redirect, which is not followed; -2 if there are no headers. Any 1 KB of body
   * counts as progress.
   *
   * @param body a text; absent for none
   * @param ms without progress after which the request has failed
   */
  @Script
  public static native Promise exchange(
      String method, String url, Promise headers, Json body, double ms);

  /**
   * How long a {@code Response} asks to wait by {@code Retry-After}, seconds or a date, in ms; 0 if
   * it does not, or is none.
   */
  @Script
  public static native double retryAfter(JSObject answer);
}
