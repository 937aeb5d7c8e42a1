package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Sends a request by {@code fetch} and reads the whole answer, within bounded time. */
public final class Http {
  private Http() {}

  /**
   * Resolves to the headers of one request: {@code own} and those that the app's function {@code
   * make} returns. Rejects if that function throws.
   */
  @JSBody(
      params = {"make", "own"},
      script =
          "return new Promise(give => give(make && make())).then(made => Object.assign(own, made));")
  public static native Promise headers(Json make, Json own);

  /**
   * Always resolves, to {@code {status, body, got, size}}: the body if it is JSON, the {@code
   * Response}, and the body's bytes. The status is 0 if there was no whole answer in time, or no
   * headers in time; -1 for a redirect, which is not followed; -2 if making the headers failed,
   * with what was {@code thrown}. Each 1 KB of the body counts as progress.
   *
   * @param body the body's text; absent for none
   * @param packed whether the body is sent as gzip
   * @param ms without progress after which the request has failed
   */
  @Script
  public static native Promise exchange(
      String method, String url, Promise headers, Json body, boolean packed, double ms);

  /**
   * The body of what {@link #exchange} resolved to; or what making the headers threw, as a problem.
   */
  public static Json body(Json answer) {
    Json thrown = Json.get(answer, "thrown");
    return Json.isAbsent(thrown)
        ? Json.get(answer, "body")
        : ProblemBody.of("", Errors.thrown(thrown));
  }

  /**
   * Whether this browser can send a body as gzip, and no server of another origin has to allow the
   * header for it: if one did not, no request would reach it, and nobody would be told why.
   */
  @Script
  public static native boolean mayPack(String url);

  /**
   * How long {@code Retry-After} (seconds or a date) asks to wait, in ms; 0 if the answer has none
   * or is no {@code Response}.
   */
  @Script
  public static native double retryAfter(JSObject answer);
}
