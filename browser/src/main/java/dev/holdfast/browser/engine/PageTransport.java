package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.Transport;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;

/** The way to a Holdfast server by {@code fetch}. */
@NullMarked
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

  /** The headers of one request, as the app makes them now. */
  Promise headers() {
    return headers(headers, subject);
  }

  @Override
  public void post(Json body, Heard heard) {
    exchange(url + "/sync", headers(), Json.stringify(body), deadline)
        .then(
            got -> {
              Json answer = (Json) got;
              heard.answer(
                  new Answer(
                      (int) Json.number(Json.get(answer, "status")),
                      Json.get(answer, "body"),
                      Json.number(Json.get(answer, "retryAfter"))));
              return null;
            });
  }

  /** Rejected when the app's function throws. */
  @JSBody(
      params = {"make", "subject"},
      script =
          """
          return new Promise(give => give(make && make())).then(made => Object.assign(
            {'Content-Type': 'application/json'}, subject && {'Holdfast-Subject': subject}, made));
          """)
  private static native Promise headers(Json make, String subject);

  /**
   * Resolves always: status 0 if no whole answer came in time, also when the app's headers did not.
   * Any 1 KB of body counts as progress.
   */
  @JSBody(
      params = {"url", "headers", "body", "ms"},
      script =
          """
          var stop = new AbortController(), timer, status = -2;
          var wait = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), ms); };
          var late = new Promise((yes, no) => { stop.signal.onabort = () => { status = 0; no(); }; });
          wait();
          return Promise.race([late, headers.then(made => {
            status = 0;
            return fetch(url, {method: 'POST', headers: made, body: body, redirect: 'manual',
              cache: 'no-store', signal: stop.signal});
          }).then(async got => {
            var text = '', size = 0, decoder = new TextDecoder(), chunk, json;
            var from = got.body && got.body.getReader();
            while (from && !(chunk = await from.read()).done) {
              text += decoder.decode(chunk.value, {stream: true});
              if ((size += chunk.value.length) > 1023) { size = 0; wait(); }
            }
            var asked = got.headers.get('Retry-After'), pause = +asked * 1000;
            try { json = JSON.parse(text); } catch (none) {}
            return {status: got.type === 'opaqueredirect' ? -1 : got.status, body: json,
              retryAfter: !asked ? 0 : pause >= 0 ? pause
                : Math.max(0, Date.parse(asked) - Date.now()) || 0};
          })]).catch(() => ({status: status, retryAfter: 0})).finally(() => clearTimeout(timer));
          """)
  private static native Promise exchange(String url, Promise headers, String body, double ms);
}
