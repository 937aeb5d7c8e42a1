package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Http;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.Transport;

/** Talks to a Holdfast server through {@code fetch}. */
final class PageTransport implements Transport {
  private final String url;
  private final String subject;
  private final Json headers;
  private final double deadline;

  /**
   * @param url of the space, without a slash at its end
   * @param subject who is signed in; may be empty
   * @param headers the app's function that makes headers for one request; may be absent
   * @param deadline ms without progress after which a request has failed
   */
  PageTransport(String url, String subject, Json headers, double deadline) {
    this.url = url;
    this.subject = subject;
    this.headers = headers;
    this.deadline = deadline;
  }

  /** Resolves to the headers of one request. The app's function is called for each request. */
  Promise headers() {
    Json own = Json.object();
    Json.set(own, "Content-Type", Json.of("application/json"));
    if (!subject.isEmpty()) {
      Json.set(own, "Holdfast-Subject", Json.of(subject));
    }
    return Http.headers(headers, own);
  }

  @Override
  public void post(Json body, Heard heard) {
    Http.exchange("POST", url + "/sync", headers(), Json.of(Json.stringify(body)), deadline)
        .then(
            got -> {
              Json answer = (Json) got;
              heard.answer(
                  new Answer(
                      (int) Json.number(Json.get(answer, "status")),
                      Json.get(answer, "body"),
                      Http.retryAfter(Json.get(answer, "got"))));
              return null;
            });
  }
}
