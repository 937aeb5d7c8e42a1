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
          "return Promise.resolve(make && make()).then(h => Object.assign("
              + "{'Content-Type': 'application/json'}, subject && {'Holdfast-Subject': subject}, h));")
  private static native Promise headers(Json make, String subject);

  /** Resolves always: status 0 if no whole answer came. Any 1 KB of body counts as progress. */
  @JSBody(
      params = {"url", "headers", "body", "ms"},
      script =
          "var a = new AbortController(), timer, wait = () => { clearTimeout(timer);"
              + " timer = setTimeout(() => a.abort(), ms); }; wait();"
              + " return headers.then(h => fetch(url, {method: 'POST', headers: h, body: body,"
              + " redirect: 'manual', cache: 'no-store', signal: a.signal})).then(async r => {"
              + " var t = '', n = 0, d = new TextDecoder(), s = r.body && r.body.getReader(), c;"
              + " while (s && !(c = await s.read()).done) { t += d.decode(c.value, {stream: true});"
              + " if ((n += c.value.length) > 1023) { n = 0; wait(); } }"
              + " var j, ra = r.headers.get('Retry-After'), w = +ra * 1000;"
              + " try { j = JSON.parse(t); } catch (e) {}"
              + " return {status: r.type === 'opaqueredirect' ? -1 : r.status, body: j,"
              + " retryAfter: ra ? w >= 0 ? w : Math.max(0, Date.parse(ra) - Date.now()) || 0 : 0};"
              + " }).catch(() => ({status: 0, retryAfter: 0})).finally(() => clearTimeout(timer));")
  private static native Promise exchange(String url, Promise headers, String body, double ms);
}
