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

/** Sends queued requests, one attempt at a time, and decides what each answer means. */
final class Sending {
  /** An attempt has failed if no answer has begun after this time, in ms. */
  private static final double TIMEOUT = 30_000;

  /** Receives the outcome of an attempt. */
  interface Judged {
    /**
     * @param response null if none came
     */
    void as(Outcome outcome, @Nullable JSObject response);
  }

  /** Receives the facts about an attempt from the script, for {@link #judge}. */
  @JSFunctor
  private interface Facts extends JSObject {
    /**
     * @param status -1 if no answer came that our server must have given; 0 for one that asks for a
     *     login
     */
    void with(int status, double retryAfter, String id, String why, @Nullable JSObject response);
  }

  private final Host host;
  private final JSObject rewrite = Mentions.rewrite();
  private @Nullable JSObject beforeSend;
  private @Nullable JSObject replayed;
  private @Nullable JSObject isLogin;

  /** {@code {path of a resource: hook}}. */
  private final Json taken = Json.object();

  Sending(Host host) {
    this.host = host;
  }

  /**
   * Sets the app's hook that adds what was not stored. It gets a request and returns the one to
   * send.
   */
  void beforeSend(JSObject hook) {
    beforeSend = hook;
  }

  /** Sets the app's hook that receives the answers to requests that were sent later. */
  void onReplayed(JSObject hook) {
    replayed = hook;
  }

  /** Sets what is told of each request of a {@code resource()} that was taken. */
  void onTaken(String path, JSObject hook) {
    Json.set(taken, path, (Json) hook);
  }

  /** Sets which paths of a redirect are a login, {@code (path) => boolean}. */
  void loginRoutes(JSObject matches) {
    isLogin = matches;
  }

  /** Sends a request whose page waits, with all its headers. */
  void direct(Json entry, Request original, Judged then) {
    Request request = build(entry, original.getHeaders(), original.getRedirect(), rewrite);
    judge(entry, host.fetchWithin(request, TIMEOUT), then);
  }

  /** Makes a request for the script, {@code (redirect) => Promise<Request>}. */
  @JSFunctor
  private interface Making extends JSObject {
    Promise begin(String redirect);
  }

  /** Sends a stored request, with fresh credentials. */
  void replay(Json entry, Judged then) {
    Making made = redirect -> prepared(beforeSend, build(entry, null, redirect, rewrite));
    judge(entry, attempt(entry, host, made), then);
  }

  /*
   * A script sees where a redirect leads only once it was followed. 302 and 303 are followed by a GET, 307 and
   * 308 with the request itself, and which of them it was nobody says. So a good answer means that the
   * request was taken, either way; any other is judged as an answer to the request.
   *
   * What leads to another origin mostly fails, as if there was no answer. If our server can be reached, one look
   * tells: the request once more, under the same key, as after any lost answer; or, if its route forbids
   * that, a GET of the same URL, since what guards an app guards its reads too.
   */
  @Script
  private static native Promise attempt(Json entry, Host host, JSObject made);

  /**
   * Decides the outcome of an attempt. A redirect to a login, or a page of HTML as the answer to a
   * write, may come from a captive portal. It counts as our server's answer only if a check reaches
   * that server.
   */
  private void judge(Json entry, Promise response, Judged then) {
    facts(
        entry,
        response,
        host,
        rewrite,
        isLogin,
        taken,
        (status, retryAfter, id, why, got) ->
            then.as(
                status < 0
                    ? Outcome.noAnswer()
                    : Outcome.of(status, retryAfter, false).because(why).naming(id),
                got));
  }

  @Script
  private static native void facts(
      Json entry,
      Promise response,
      Host host,
      JSObject rewrite,
      @Nullable JSObject isLogin,
      Json taken,
      Facts facts);

  /**
   * Passes an answer to the pages and to the app's hook, and refreshes cached answers. This happens
   * before the request leaves the queue, so that they get it at least once. Resolves within 30 s,
   * and never rejects.
   *
   * @param lasts the id of the last entry of each path that is being sent, a map of JavaScript;
   *     null for none
   */
  Promise tell(
      Messages.Channel channel,
      Json entry,
      JSObject response,
      boolean taken,
      @Nullable JSObject lasts) {
    Refreshing again = request -> prepared(beforeSend, request);
    return tell(channel, entry, response, taken, lasts, replayed, host, again, Names.ofCache());
  }

  /** Calls {@link #prepared} from the script. */
  @JSFunctor
  private interface Refreshing extends JSObject {
    Promise begin(Request request);
  }

  /*
   * The cached GETs of the same path are fetched again once no other request to it waits. They are
   * not simply deleted: a connection that has just come back may soon be gone again, and offline an
   * old answer is better than none. If the new answer may not be stored, the old one is deleted.
   */
  @Script
  private static native Promise tell(
      Messages.Channel channel,
      Json entry,
      JSObject response,
      boolean taken,
      @Nullable JSObject lasts,
      @Nullable JSObject hook,
      Host host,
      Refreshing prepared,
      JSObject ofCache);

  /** If the hook throws, the console says what, and this rejects with 0: nothing was sent. */
  @JSBody(
      params = {"hook", "request"},
      script =
          """
          return new Promise(done => done(hook && hook(request))).then(made => made || request,
            error => { console.error(error); throw 0; });
          """)
  private static native Promise prepared(@Nullable JSObject hook, Request request);

  /**
   * @param all the headers to send; null for the stored ones
   */
  @Script
  private static native Request build(
      Json entry, @Nullable Headers all, String redirect, JSObject rewrite);
}
