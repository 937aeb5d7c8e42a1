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

  @JSBody(
      params = {"make", "subject"},
      script =
          """
          return Promise.resolve(make && make()).then(made => Object.assign(
            {'Content-Type': 'application/json'}, subject && {'Holdfast-Subject': subject}, made));
          """)
  private static native Promise headers(Json make, String subject);

  /** Resolves always: status 0 if no whole answer came. Any 1 KB of body counts as progress. */
  @JSBody(
      params = {"url", "headers", "body", "ms"},
      script =
          """
          var abort = new AbortController(), timer, wait = () => {
            clearTimeout(timer);
            timer = setTimeout(() => abort.abort(), ms);
          };
          wait();
          return headers.then(made => fetch(url, {method: 'POST', headers: made, body: body,
            redirect: 'manual', cache: 'no-store', signal: abort.signal})).then(async answer => {
              var text = '', seen = 0, decoder = new TextDecoder(),
                reader = answer.body && answer.body.getReader(), chunk;
              while (reader && !(chunk = await reader.read()).done) {
                text += decoder.decode(chunk.value, {stream: true});
                if ((seen += chunk.value.length) > 1023) { seen = 0; wait(); }
              }
              var json, after = answer.headers.get('Retry-After'), wanted = +after * 1000;
              try { json = JSON.parse(text); } catch (error) {}
              return {status: answer.type === 'opaqueredirect' ? -1 : answer.status, body: json,
                retryAfter: after ? wanted >= 0 ? wanted
                  : Math.max(0, Date.parse(after) - Date.now()) || 0 : 0};
            }).catch(() => ({status: 0, retryAfter: 0})).finally(() => clearTimeout(timer));
          """)
  private static native Promise exchange(String url, Promise headers, String body, double ms);
}
