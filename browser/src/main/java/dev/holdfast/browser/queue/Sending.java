package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Headers;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** One attempt to bring a queued request to its server, and what the answer means. */
@NullMarked
final class Sending {
  /** A request that made no progress for so long has failed, in ms. */
  private static final double PATIENCE = 30_000;

  /** Hears what an attempt came to. */
  interface Judged {
    /**
     * @param response null if none came
     */
    void as(Outcome outcome, @Nullable JSObject response);
  }

  /** {@link #judge}, for a script. */
  @JSFunctor
  private interface Facts extends JSObject {
    void are(
        int status, double retryAfter, boolean csrf, boolean doubtful, @Nullable JSObject response);
  }

  private final Host host;
  private @Nullable JSObject beforeSend;

  Sending(Host host) {
    this.host = host;
  }

  /**
   * The app's hook that re-makes what was not stored: takes a request and gives the one to send.
   */
  void beforeSend(JSObject hook) {
    beforeSend = hook;
  }

  /** Sends for a page that waits: all its headers go along. */
  void direct(Json entry, Request original, Judged then) {
    Request request = build(entry, original.getHeaders(), original.getRedirect());
    judge(host.fetchWithin(request, PATIENCE), then);
  }

  /** Sends again, with fresh credentials; a redirect is not followed. */
  void replay(Json entry, Judged then) {
    judge(
        prepared(beforeSend, build(entry, null, "manual"))
            .then(request -> host.fetchWithin((Request) request, PATIENCE)),
        then);
  }

  /**
   * A redirect that was not followed, and a page of HTML where something was written, are a login
   * page or a captive portal: only if our server is there, they count as its answer.
   */
  private void judge(Promise response, Judged then) {
    facts(
        response,
        host,
        (status, retryAfter, csrf, doubtful, got) ->
            then.as(doubtful ? Outcome.noAnswer() : Outcome.of(status, retryAfter, csrf), got));
  }

  @JSBody(
      params = {"response", "host", "facts"},
      script =
          """
          response.then(answer => {
            var redirect = answer.type === 'opaqueredirect', after = answer.headers.get('retry-after');
            after = !after ? 0 : /^\\d+$/.test(after) ? Date.now() + after * 1000
              : Date.parse(after) || 0;
            var known = redirect || answer.ok && /html/i.test(answer.headers.get('content-type'))
              ? host.check() : Promise.resolve(2);
            return Promise.all([known, answer.status === 403 ? answer.clone().text() : '']).then(known =>
              () => facts(redirect ? 0 : answer.status, after, /csrf|xsrf/i.test(known[1]), known[0] < 2,
                answer));
          }).catch(error => () => facts(0, 0, false, true, null)).then(tell => tell());
          """)
  private static native void facts(Promise response, Host host, Facts facts);

  @JSBody(
      params = {"hook", "request"},
      script =
          "return new Promise(done => done(hook ? hook(request) : request)).then(made => made || request);")
  private static native Promise prepared(@Nullable JSObject hook, Request request);

  /**
   * @param all headers to send in place of the stored ones
   */
  @JSBody(
      params = {"entry", "all", "redirect"},
      script =
          """
          var heads = new Headers(all || entry.headers);
          if (entry.sendsKey && !heads.has('idempotency-key')) heads.set('idempotency-key', entry.id);
          return new Request(entry.url, {method: entry.method, headers: heads, body: entry.body,
            credentials: entry.credentials, redirect: redirect});
          """)
  private static native Request build(Json entry, @Nullable Headers all, String redirect);
}
