package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Headers;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** One attempt to bring a queued request to its server, and what the answer means. */
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
    void with(
        int status,
        double retryAfter,
        boolean csrf,
        boolean doubtful,
        String id,
        @Nullable JSObject response);
  }

  private final Host host;
  private final JSObject rewrite = Mentions.rewrite();
  private @Nullable JSObject beforeSend;
  private @Nullable JSObject replayed;

  Sending(Host host) {
    this.host = host;
  }

  /**
   * The app's hook that re-makes what was not stored: takes a request and gives the one to send.
   */
  void beforeSend(JSObject hook) {
    beforeSend = hook;
  }

  /** The app's hook that hears the answers to requests that were sent later. */
  void onReplayed(JSObject hook) {
    replayed = hook;
  }

  /** Sends for a page that waits: all its headers go along. */
  void direct(Json entry, Request original, Judged then) {
    Request request = build(entry, original.getHeaders(), original.getRedirect(), rewrite);
    judge(entry, host.fetchWithin(request, PATIENCE), then);
  }

  /** Sends again, with fresh credentials; a redirect is not followed. */
  void replay(Json entry, Judged then) {
    judge(
        entry,
        prepared(beforeSend, build(entry, null, "manual", rewrite))
            .then(request -> host.fetchWithin((Request) request, PATIENCE)),
        then);
  }

  /**
   * A redirect that was not followed, and a page of HTML where something was written, are a login
   * page or a captive portal: only if our server is there, they count as its answer.
   */
  private void judge(Json entry, Promise response, Judged then) {
    facts(
        entry,
        response,
        host,
        rewrite,
        (status, retryAfter, csrf, doubtful, id, got) ->
            then.as(
                doubtful ? Outcome.noAnswer() : Outcome.of(status, retryAfter, csrf).naming(id),
                got));
  }

  @Script
  private static native void facts(
      Json entry, Promise response, Host host, JSObject rewrite, Facts facts);

  /**
   * Tells all who want to know of an answer, before its request leaves the queue: so they hear of
   * it at least once. A promise that is bounded and never rejects.
   *
   * @param rows what is being sent
   */
  Promise tell(Messages.Channel channel, Json entry, JSObject response, boolean taken, Json rows) {
    Refreshing again = request -> prepared(beforeSend, request);
    return tell(channel, entry, response, taken, rows, replayed, host, again, Names.ofCache());
  }

  /** {@link #prepared}, for a script. */
  @JSFunctor
  private interface Refreshing extends JSObject {
    Promise begin(Request request);
  }

  /*
   * The cached GETs of the same path are fetched again once no other request to it waits. We fetch
   * and do not delete, since a connection that has just come back may soon be gone again: offline,
   * an old answer is better than none. One that may not be kept any more goes.
   */
  @Script
  private static native Promise tell(
      Messages.Channel channel,
      Json entry,
      JSObject response,
      boolean taken,
      Json rows,
      @Nullable JSObject hook,
      Host host,
      Refreshing prepared,
      JSObject ofCache);

  @JSBody(
      params = {"hook", "request"},
      script =
          "return new Promise(done => done(hook ? hook(request) : request)).then(made => made || request);")
  private static native Promise prepared(@Nullable JSObject hook, Request request);

  /**
   * @param all headers to send in place of the stored ones
   */
  @Script
  private static native Request build(
      Json entry, @Nullable Headers all, String redirect, JSObject rewrite);
}
