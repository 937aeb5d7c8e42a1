package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The network as the worker sees it: what it does is evidence for the {@link NetworkStatus}. */
@NullMarked
public final class Network {
  /** {@link Network#check} for scripts. */
  @JSFunctor
  interface Check extends JSObject {
    Promise now();
  }

  /** Hears whether our server answered sensibly. */
  @JSFunctor
  private interface Report extends JSObject {
    void that(boolean answered);
  }

  private final NetworkStatus status;
  private final Subjects subjects;

  Network(NetworkStatus status, Subjects subjects) {
    this.status = status;
    this.subjects = subjects;
  }

  // --- what the queue's bundle calls: see Host there ---

  @JSExport
  public boolean online() {
    return status.isOnline();
  }

  @JSExport
  public boolean verified() {
    return status.isVerifiedOnline();
  }

  @JSExport
  public boolean known() {
    return status.verdict().at() != 0;
  }

  @JSExport
  public void watch(boolean wanted) {
    status.watch(wanted);
  }

  @JSExport
  public void subscribe(Idb.Listener listener) {
    status.subscribe(() -> listener.heard());
  }

  /** {@link Subjects#of}. */
  @JSExport
  public Promise subjectOf(String client) {
    return subjects.of(client);
  }

  /** {@link Subjects#current}. */
  @JSExport
  public Promise subject() {
    return subjects.current();
  }

  /** {@link Subjects#names}. */
  @JSExport
  public Json cacheNames() {
    return subjects.names();
  }

  /** Fetches, given up when no answer has begun after {@code ms}; 0 is never. */
  @JSExport
  public Promise fetchWithin(Request request, double ms) {
    return fetch(
        request,
        ms,
        answered -> {
          if (answered) {
            status.reportAnswer(false);
          } else {
            status.reportFailure();
          }
        });
  }

  /** What the browser has asked already, or fetches; a promise of a {@code Response}. */
  Promise fetch(FetchEvent event, Request request) {
    return preloaded(event).then(found -> Response.is(found) ? found : fetchWithin(request, 0));
  }

  @JSBody(
      params = "event",
      script = "return Promise.resolve(event.preloadResponse).catch(() => {});")
  private static native Promise preloaded(FetchEvent event);

  /** Asks our server now: a promise of 0 offline, 1 online but ill, 2 verified online. */
  @JSExport
  public Promise check() {
    return Promise.of(
        (resolve, reject) ->
            status.check(
                verdict ->
                    resolve.with(Json.of(!verdict.online() ? 0 : verdict.verified() ? 2 : 1))));
  }

  @JSBody(
      params = {"request", "ms", "report"},
      script =
          """
          var own = new URL(request.url).origin === location.origin, abort = new AbortController();
          var timer = ms && setTimeout(() => abort.abort(new TypeError('no answer')), ms);
          return fetch(request, ms ? {signal: abort.signal} : {}).then(answer => {
            clearTimeout(timer);
            own && report(answer.status < 500);
            return answer;
          }, error => {
            clearTimeout(timer);
            own && error.name !== 'AbortError' && report(false);
            throw error;
          });
          """)
  private static native Promise fetch(Request request, double ms, Report report);
}
