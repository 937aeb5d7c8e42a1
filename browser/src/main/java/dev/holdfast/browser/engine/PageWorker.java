package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;

/** The page's side of the service worker: registers it, and answers its messages. */
final class PageWorker {
  private final Definitions app;
  private final News news;

  PageWorker(Definitions app, News news) {
    this.app = app;
    this.news = news;
  }

  /** Registers the worker, if the app has one, and listens to its messages. */
  void start(Engine engine) {
    if (!Browser.hasWorkers()) {
      unsupported("no service worker here (it needs HTTPS or localhost)");
      return;
    }
    Browser.onController(engine.session::introduce);
    if (!app.worker().isEmpty()) {
      Browser.onWorkerMessage(event -> heard(engine, event));
      register();
    }
  }

  void register() {
    if (Browser.hasWorkers() && !app.worker().isEmpty()) {
      Browser.register(app.worker(), app.scope(), () -> news.emit(News.event("update")), Names.SYNC)
          .otherwise(
              error -> {
                unsupported("the worker " + app.worker() + ": " + Errors.text(error));
                return Json.absent();
              });
    }
  }

  private void unsupported(String what) {
    news.fail(new Failure(Failure.Code.NO_SUPPORT, what + "; store and sync work in the page"));
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
