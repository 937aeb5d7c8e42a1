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
 * Runs the app's own sync function in the worker. A page that defines no way to sync calls it
 * through a message port. The page also <em>entrusts</em> its space to the worker: then the worker
 * may sync the space on its own. It does so on a sync event of the browser, one-off or periodic,
 * even if no page is open. One event syncs all entrusted spaces.
 *
 * <p>Calls for one space never overlap, whoever makes them. Each call holds a lock until the
 * function has answered or the call is given up, even if the page that made it is gone.
 */
final class WorkerSync {
  /*
   * Entrusted spaces are stored on disk, since the browser may stop a worker at any time. Each
   * subject has a cache for them, which its sign-out deletes, with one entry per space: {database,
   * subject, state, limit}.
   */
  private final JSObject fn;
  private final Host host;
  private final Clock clock = new BrowserClock();

  /** By database: until when its server has asked for a pause, in ms since 1970. */
  private final Json pauses = Json.object();

  /** Syncs one space. Resolves to whether no unsent work is left. */
  @JSFunctor
  private interface SyncOne extends JSObject {
    Promise sync(Json space);
  }

  WorkerSync(JSObject fn, Host host) {
    this.fn = fn;
    this.host = host;
  }

  void listen() {
    WorkerScope.on("message", event -> message((MessageEvent) event));
    WorkerScope.on("sync", this::syncAll);
    WorkerScope.on("periodicsync", this::syncAll);
  }

  private void syncAll(WorkerScope.ExtendableEvent event) {
    event.waitUntil(
        host.subject()
            .then(who -> all((Json) who, this::syncSpace, Names.ENTRUSTED, Names.ending())));
  }

  private void message(MessageEvent event) {
    Json asked = event.getData();
    if (Messages.isType(asked, "entrusted")) {
      event.waitUntil(
          keep(asked, Names.ENTRUSTED, Names.ending())
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
    onMessage(event, called::abort); // a later message means that the page gives the call up
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

  private Promise syncSpace(Json space) {
    Json pause = Json.get(pauses, Json.get(space, "database"));
    if (Json.isNumber(pause) && clock.now() < Json.number(pause)) {
      return Promise.resolve(Json.of(false));
    }
    return new SpaceSync(space, function(space, (done, total) -> {})).run();
  }

  @Script
  private static native JSObject oneAtATime(JSObject fn, String lock);

  @Script
  private static native Promise keep(Json space, String prefix, String ending);

  /**
   * Syncs each entrusted space of the subject that is signed in, and those without a subject.
   * Rejects if work is left, so that the browser fires the event again. A space whose database is
   * gone is skipped, since opening the database would create it again.
   */
  @Script
  private static native Promise all(Json who, SyncOne sync, String prefix, String ending);

  @JSBody(
      params = {"event", "listener"},
      script = "event.ports[0].onmessage = () => listener();")
  private static native void onMessage(MessageEvent event, Idb.Listener listener);

  @JSBody(
      params = {"done", "total"},
      script = "return {done: done, total: total};")
  private static native Json progress(double done, double total);

  @JSBody(params = "result", script = "return {result: result};")
  private static native Json result(@Nullable JSObject result);

  /**
   * What the function threw, as plain data. It may be a {@code Response}, which cannot be sent in a
   * message.
   */
  @JSBody(
      params = {"error", "wait"},
      script =
          """
          return {failed: true, text: error && error.message || String(error),
            status: error && error.status, network: error instanceof TypeError, wait: wait};
          """)
  private static native Json failed(@Nullable JSObject error, double wait);
}
