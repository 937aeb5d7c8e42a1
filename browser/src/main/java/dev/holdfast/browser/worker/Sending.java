package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Headers;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** One attempt to bring a queued request to its server, and what the answer means. */
@NullMarked
final class Sending {
  /** A request that made no progress for so long has failed, in ms. */
  private static final double PATIENCE = 30_000;

  private final Network network;
  private @Nullable Answer beforeSend;

  Sending(Network network) {
    this.network = network;
  }

  /**
   * The app's hook that re-makes what was not stored: takes a request and gives the one to send.
   */
  void beforeSend(Answer hook) {
    beforeSend = hook;
  }

  /** Sends for a page that waits: all its headers go along. A promise of the response. */
  Promise direct(Json entry, Request original) {
    return network.fetch(build(entry, original.getHeaders(), original.getRedirect()), PATIENCE);
  }

  /** Sends again. A promise of the response; a redirect is not followed. */
  Promise replay(Json entry) {
    Request request = build(entry, null, "manual");
    Answer hook = beforeSend;
    Promise made =
        hook == null
            ? Promise.resolve(request)
            : Promise.resolve(null).then(go -> hook.to((Call) (JSObject) request));
    return made.then(ready -> network.fetch(ready == null ? request : (Request) ready, PATIENCE));
  }

  /** What {@code response} means; a promise of {@code then}'s outcome is not needed: it calls. */
  void judge(Response response, Judged then) {
    boolean redirect = response.getType().equals("opaqueredirect");
    int status = redirect ? 0 : response.getStatus();
    if (redirect || response.isOk() && AnswerCache.isHtml(response)) {
      network
          .status()
          .check(
              verdict ->
                  then.as(
                      verdict.online() && verdict.verified()
                          ? Outcome.of(status, 0, false)
                          : Outcome.noAnswer()));
    } else if (status == 403) {
      response
          .twin()
          .text()
          .then(
              text -> {
                then.as(Outcome.of(status, 0, mentionsCsrf(text)));
                return null;
              });
    } else {
      then.as(Outcome.of(status, retryAfter(response), false));
    }
  }

  /** Hears the meaning. */
  interface Judged {
    void as(Outcome outcome);
  }

  /** What of a request is stored: all but its credentials. */
  @JSBody(
      params = {"headers", "lane"},
      script =
          "return Array.from(headers).filter(function (h) { return"
              + " !/auth|cookie|csrf|xsrf|token|secret|session|api-?key/i.test(h[0]); });")
  static native Json storable(Headers headers, String lane);

  @JSBody(
      params = {"entry", "all", "redirect"},
      script =
          "var h = new Headers(all || entry.headers);"
              + " if (entry.sendsKey && !h.has('idempotency-key'))"
              + " h.set('idempotency-key', entry.id);"
              + " return new Request(entry.url, {method: entry.method, headers: h,"
              + " body: entry.body, credentials: entry.credentials, redirect: redirect});")
  private static native Request build(Json entry, @Nullable Headers all, String redirect);

  /** Seconds or a date, as ms since 1970; 0 without one. */
  @JSBody(
      params = "r",
      script =
          "var v = r.headers.get('retry-after'); return !v ? 0"
              + " : /^\\d+$/.test(v) ? Date.now() + v * 1000 : Date.parse(v) || 0;")
  private static native double retryAfter(Response r);

  @JSBody(params = "text", script = "return /csrf|xsrf/i.test(text);")
  private static native boolean mentionsCsrf(JSObject text);
}
