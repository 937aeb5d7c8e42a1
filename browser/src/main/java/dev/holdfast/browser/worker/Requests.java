package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;

/** What the fetch standard's objects do not say themselves. */
@NullMarked
final class Requests {
  private Requests() {}

  @JSBody(params = "request", script = "return request.bodyUsed;")
  static native boolean isUsed(Request request);

  /** A 503 by RFC 9457. */
  @JSBody(
      params = {"code", "detail"},
      script =
          "return new Response(JSON.stringify({type: 'about:blank', title: 'Not reachable',"
              + " status: 503, code: code, detail: detail}), {status: 503,"
              + " headers: {'content-type': 'application/problem+json'}});")
  static native Response problem(String code, String detail);
}
