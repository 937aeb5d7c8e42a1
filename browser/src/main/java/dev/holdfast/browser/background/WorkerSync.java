package dev.holdfast.browser.background;

import dev.holdfast.browser.engine.AppFunction;
import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.Http;
import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.js.WorkerScope.MessageEvent;
import dev.holdfast.browser.queue.Host;
import dev.holdfast.core.Clock;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The app's own sync function in the worker. A page that has no way to sync of its own entrusts its
 * space to it and calls it through a port; a sync event of the browser, once or from time to time,
 * when no page may be open any more, brings home what is left in all spaces that were entrusted.
 *
 * <p>Calls for one space never overlap, whoever makes them: each holds a lock until the function
 * has answered or the call is given up, also when the page that made it is gone.
 */
final class WorkerSync {
  /*
   * What was entrusted is on disk, since a worker is stopped when the browser pleases: a cache
   * for each subject, which leaves with it, with an entry for each space,
   * {database, subject, state, limit}.
   */
  private final JSObject fn;
  private final Host host;
  private final Clock clock = new BrowserClock();

  /** Until when a server has asked for a pause, in ms since 1970, by database. */
  private final Json pauses = Json.object();

  /** Brings home what is left in a space: a promise of whether nothing is. */
  @JSFunctor
  private interface Bring extends JSObject {
    Promise home(Json space);
  }

  WorkerSync(JSObject fn, Host host) {
    this.fn = fn;
    this.host = host;
  }

  void listen() {
    WorkerScope.on("message", event -> message((MessageEvent) event));
    WorkerScope.on("sync", this::homeAll);
    WorkerScope.on("periodicsync", this::homeAll);
  }

  private void homeAll(WorkerScope.ExtendableEvent event) {
    event.waitUntil(host.subject().then(who -> all((Json) who, this::home, Names.ENTRUSTED)));
  }

  private void message(MessageEvent event) {
    Json asked = event.getData();
    if (Messages.isType(asked, "entrusted")) {
      event.waitUntil(
          keep(asked, Names.ENTRUSTED)
              .then(
                  kept -> {
                    Messages.answer(event, Json.object());
                    return null;
                  }));
    } else if (Messages.isType(asked, "offered")) {
      event.waitUntil(offered(event, asked));
    }
  }

  private Promise offered(MessageEvent event, Json asked) {
    AppFunction called =
        function(asked, (done, total) -> Messages.answer(event, progress(done, total)));
    onWord(event, called::abort); // the one thing a page says later is that it gives the call up
    return called
        .call(Json.get(asked, "call"))
        .then(
            result -> {
              Messages.answer(event, result(result));
              return null;
            })
        .otherwise(
            error -> {
              double wait = Http.retryAfter(error);
              Json.set(pauses, Json.get(asked, "database"), Json.of(clock.now() + wait));
              Messages.answer(event, failed(error, wait / 1000));
              return null;
            });
  }

  private AppFunction function(Json space, AppFunction.Progress progress) {
    return new AppFunction(
        oneAtATime(fn, Names.CALLING.concat(Json.text(Json.get(space, "database")))),
        Json.number(Json.get(space, "limit")),
        host::check,
        progress);
  }

  private Promise home(Json space) {
    Json pause = Json.get(pauses, Json.get(space, "database"));
    if (Json.isNumber(pause) && clock.now() < Json.number(pause)) {
      return Promise.resolve(Json.of(false));
    }
    return new SpaceSync(space, function(space, (done, total) -> {})).run();
  }

  @Script
  private static native JSObject oneAtATime(JSObject fn, String lock);

  @Script
  private static native Promise keep(Json space, String prefix);

  /**
   * Brings each space home that is nobody's or of who is signed in; rejects if work is left, so
   * that the browser tries again while it is willing. What is not there any more must not come into
   * being again.
   */
  @Script
  private static native Promise all(Json who, Bring bring, String prefix);

  @JSBody(
      params = {"event", "listener"},
      script = "event.ports[0].onmessage = () => listener();")
  private static native void onWord(MessageEvent event, Idb.Listener listener);

  @JSBody(
      params = {"done", "total"},
      script = "return {done: done, total: total};")
  private static native Json progress(double done, double total);

  @JSBody(params = "result", script = "return {result: result};")
  private static native Json result(@Nullable JSObject result);

  /** What the function threw: an answer of {@code fetch}, say, cannot be sent as it is. */
  @JSBody(
      params = {"error", "wait"},
      script =
          """
          return {failed: true, text: error && error.message || String(error),
            status: error && error.status, network: error instanceof TypeError, wait: wait};
          """)
  private static native Json failed(@Nullable JSObject error, double wait);
}
