package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Http;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.Transport;

/** Talks to a Holdfast server through {@code fetch}. */
final class PageTransport implements Transport {
  /** A shorter body fits into a few packets anyway. */
  private static final int WORTH_PACKING = 4096;

  private final String url;
  private final String subject;
  private final Json headers;
  private final double deadline;
  private final SyncNews news;
  private boolean packs;

  /**
   * @param url of the space, without a slash at its end
   * @param subject who is signed in; may be empty
   * @param headers the app's function that makes headers for one request; may be absent
   * @param deadline ms without progress after which a request has failed
   * @param news is told how much comes
   */
  PageTransport(String url, String subject, Json headers, double deadline, SyncNews news) {
    this.url = url;
    this.subject = subject;
    this.headers = headers;
    this.deadline = deadline;
    this.news = news;
    packs = Http.mayPack(url);
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
    Json text = Json.of(Json.stringify(body));
    boolean packed = packs && Json.length(text) >= WORTH_PACKING;
    Http.exchange("POST", url + "/sync", headers(), text, packed, deadline)
        .then(
            got -> {
              Json answer = (Json) got;
              int status = (int) Json.number(Json.get(answer, "status"));
              if (packed && (status == 400 || status == 415)) {
                packs = false; // something on the way may not know it
                post(body, heard);
                return null;
              }
              Json size = Json.get(answer, "size");
              news.received(Json.isNumber(size) ? Json.number(size) : 0);
              heard.answer(
                  new Answer(status, Http.body(answer), Http.retryAfter(Json.get(answer, "got"))));
              return null;
            });
  }
}
