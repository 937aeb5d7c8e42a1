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
  @JSBody(
      params = {"method", "url", "headers", "body", "ms"},
      script =
          """
          var stop = new AbortController(), timer, status = -2;
          var wait = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), ms); };
          var late = new Promise((yes, no) => { stop.signal.onabort = () => { status = 0; no(); }; });
          wait();
          return Promise.race([late, headers.then(made => {
            status = 0;
            return fetch(url, {method: method, headers: made, body: body, redirect: 'manual',
              cache: 'no-store', signal: stop.signal});
          }).then(async got => {
            var text = '', size = 0, decoder = new TextDecoder(), chunk, json;
            var from = got.body && got.body.getReader();
            while (from && !(chunk = await from.read()).done) {
              text += decoder.decode(chunk.value, {stream: true});
              if ((size += chunk.value.length) > 1023) { size = 0; wait(); }
            }
            try { json = JSON.parse(text); } catch (none) {}
            return {status: got.type === 'opaqueredirect' ? -1 : got.status, body: json, got: got};
          })]).catch(() => ({status: status})).finally(() => clearTimeout(timer));
          """)
  public static native Promise exchange(
      String method, String url, Promise headers, Json body, double ms);

  /**
   * How long a {@code Response} asks to wait by {@code Retry-After}, seconds or a date, in ms; 0 if
   * it does not, or is none.
   */
  @JSBody(
      params = "answer",
      script =
          """
          var heads = answer && answer.headers, asked = heads && heads.get && heads.get('Retry-After');
          var pause = +asked * 1000;
          return !asked ? 0 : pause >= 0 ? pause : Math.max(0, Date.parse(asked) - Date.now()) || 0;
          """)
  public static native double retryAfter(JSObject answer);
}
