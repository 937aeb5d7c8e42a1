package dev.holdfast.browser.rest;

import dev.holdfast.browser.js.Http;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Sends requests to a backend by {@code fetch}. */
final class RestFetch implements Resources {
  private final Json headers;
  private final double deadline;

  /**
   * @param headers the app's function that makes headers for one request; may be absent
   */
  RestFetch(Json headers, double deadline) {
    this.headers = headers;
    this.deadline = deadline;
  }

  @Override
  public void send(Call call, Heard heard) {
    Json own = Json.object();
    Json.set(own, "Accept", Json.of("application/json"));
    if (!call.condition().isEmpty()) {
      Json.set(own, call.condition(), Json.of(call.etag()));
    }
    if (!call.key().isEmpty()) {
      Json.set(own, "Idempotency-Key", Json.of(call.key()));
    }
    Json body = call.body();
    if (!Json.isAbsent(body)) {
      Json.set(own, "Content-Type", Json.of("application/json"));
      body = Json.of(Json.stringify(body));
    }
    Http.exchange(
            call.method(),
            url(call.url(), call.id()),
            Http.headers(headers, own),
            body,
            false,
            deadline)
        .then(
            answered -> {
              Json answer = (Json) answered;
              Json got = Json.get(answer, "got");
              int status = (int) Json.number(Json.get(answer, "status"));
              heard.answer(
                  new Answer(
                      isStrange(got) ? 0 : status,
                      Http.body(answer),
                      etag(got),
                      AppForms.lastSegment(made(got)),
                      next(got),
                      Http.retryAfter(got)));
              return null;
            });
  }

  /**
   * The URL of a resource, without the query that the collection's URL may have; it ends with a
   * slash if that does. An empty {@code id} means the collection itself.
   */
  @Script
  private static native String url(String collection, String id);

  /**
   * Whether the answer is not the backend's: a captive portal's page, or our own worker's notice
   * that it has queued the request.
   */
  @JSBody(
      params = "got",
      script =
          "return !!got && got.ok && (/html/i.test(got.headers.get('Content-Type'))"
              + " || got.headers.has('Holdfast-Queued'));")
  private static native boolean isStrange(JSObject got);

  @JSBody(params = "got", script = "return got && got.headers.get('ETag') || '';")
  private static native String etag(JSObject got);

  @JSBody(params = "got", script = "return got && got.headers.get('Location') || '';")
  private static native String made(JSObject got);

  /** The next page's URL as {@code Link} has it; empty if there is none. */
  @Script
  private static native String next(JSObject got);
}
