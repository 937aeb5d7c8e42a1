package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/**
 * The page's side of the service worker: registers it, answers its messages, and asks for new
 * releases: every hour, when the page is looked at again, and after a release could not be
 * installed.
 */
final class PageWorker {
  /** Who looks at the page again and again asks once in this time, in ms. */
  private static final double MINUTE = 60_000;

  private final Definitions app;
  private final News news;
  private final Clock clock = new BrowserClock();
  private final BackOff backOff = new BackOff();
  private final Json watched = Json.array();
  private double looked;
  private boolean trying;
  private @Nullable NetworkStatus network;

  PageWorker(Definitions app, News news) {
    this.app = app;
    this.news = news;
  }

  /** Registers the worker, if the app has one, and listens to its messages. */
  void start(Engine engine) {
    network = engine.network;
    if (!Browser.hasWorkers()) {
      unsupported("no service worker here (it needs HTTPS or localhost)");
      return;
    }
    Browser.onController(engine.session::introduce);
    looked = clock.now();
    if (hasWorker()) {
      Browser.onWorkerMessage(event -> heard(engine, event));
      register();
      lookLater();
    }
  }

  private boolean hasWorker() {
    return !app.worker().isEmpty();
  }

  void register() {
    if (Browser.hasWorkers() && hasWorker()) {
      registered()
          .otherwise(
              error -> {
                unsupported("the worker " + app.worker() + ": " + Errors.text(error));
                return Json.absent();
              });
    }
  }

  private Promise registered() {
    return Browser.register(
        app.worker(),
        app.scope(),
        () -> news.emit(News.event("update")),
        Names.of(Names.SYNC),
        watched);
  }

  private void unsupported(String what) {
    news.fail(new Failure(Failure.Code.NO_SUPPORT, what + "; store and sync work in the page"));
  }

  // --- new releases ---

  private void lookLater() {
    clock.after(
        app.updates(),
        () -> {
          look();
          lookLater();
        });
  }

  /** The page is looked at again. */
  void lookAgain() {
    if (hasWorker() && clock.now() - looked >= Math.min(MINUTE, app.updates())) {
      look();
    }
  }

  /**
   * Asks for a new release. Resolves to whether one waits then, within a minute: the browser itself
   * waits for a server that does not answer.
   */
  Promise look() {
    return Promise.of(
        (resolve, reject) -> {
          clock.after(MINUTE, () -> resolve.with(Json.of(false)));
          asked()
              .otherwise(this::unanswered)
              .then(
                  waits -> {
                    resolve.with(waits);
                    return null;
                  });
        });
  }

  /**
   * A server that answers has a script that the browser cannot take: it throws, or is not there.
   */
  private Promise unanswered(JSObject error) {
    return Promise.of(
        (resolve, reject) -> {
          if (network == null) {
            resolve.with(Json.of(false));
            return;
          }
          network.check(
              verdict -> {
                if (verdict.online() && verdict.verified()) {
                  news.fail(
                      new Failure(
                          Failure.Code.INSTALL_FAILED,
                          "the worker's newer script cannot run: "
                              + Errors.text(error)
                              + "; the release before goes on, and it is asked for again"));
                }
                resolve.with(Json.of(false));
              });
        });
  }

  private Promise asked() {
    looked = clock.now();
    Json scope = app.scope();
    return Browser.update(Json.isAbsent(scope) && hasWorker() ? Json.of(app.worker()) : scope);
  }

  /**
   * A release could not be installed: the pages try again, each after a time of its own.
   *
   * @param kept whether there is a release before
   */
  void failed(String what, boolean kept) {
    news.fail(
        new Failure(
            Failure.Code.INSTALL_FAILED,
            "install failed, "
                + (kept ? "the release before goes on" : "no release is kept yet")
                + ": "
                + what
                + "; it is tried again"));
    if (hasWorker()) {
      tryLater();
    }
  }

  private void tryLater() {
    if (!trying) {
      trying = true;
      clock.after(
          backOff.draw(new BrowserRandom()),
          () -> {
            trying = false;
            backOff.grow();
            // The browser forgets a worker whose first release failed.
            registered()
                .then(known -> asked())
                .otherwise(
                    unanswered -> {
                      tryLater();
                      return Json.absent();
                    });
          });
    }
  }

  private static void heard(Engine engine, Messages.Event event) {
    if (!engine.session.hasEnded() && Messages.isType(event.getData(), "goingOffline")) {
      engine.state.goingOffline(
          engine.network.isVerifiedOnline(),
          failure -> {
            Json answer = Json.object();
            Json.set(answer, "saved", Json.of(failure == null));
            Messages.answer(event, answer);
          });
    }
  }
}
