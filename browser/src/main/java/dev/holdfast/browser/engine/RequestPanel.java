package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/** The page's hand on the worker's queue of requests: reads it, has it sent, decides about it. */
final class RequestPanel {
  /** How long the worker may take to send what is queued, in ms. */
  private static final double DRAIN = 60_000;

  private final Engine engine;
  private boolean mended;

  RequestPanel(Engine engine) {
    this.engine = engine;
  }

  void begin() {
    engine.queue.refresh(this::wasRead);
  }

  /** Reads the queue again; a promise of the page showing it as it is. */
  Promise read() {
    return Promise.of(
        (read, failed) ->
            engine.queue.refresh(
                failure -> {
                  wasRead(failure);
                  engine.news.change();
                  engine.attention.watch();
                  read.with(null);
                }));
  }

  /** What cannot be read stops the worker as well: it is set aside, once in a page's life. */
  private void wasRead(@Nullable Failure failure) {
    engine.news.report(failure);
    if (failure != null && failure.code() == Failure.Code.CORRUPT_PAGE && !mended) {
      mended = true;
      engine.queue.setAside(decided(answered -> {}));
    }
  }

  /**
   * Wakes the worker if its queue holds anything: a worker that was stopped does not wake by
   * itself.
   */
  void drain() {
    JSObject worker = Browser.worker();
    if (worker != null && !engine.queue.isEmpty()) {
      drain(worker);
    }
  }

  private static Promise drain(JSObject worker) {
    return Messages.ask(worker, News.event("drain"), DRAIN).otherwise(unanswered -> Json.absent());
  }

  /** Whether the worker has sent what it keeps by now; the page shows what is left then. */
  Promise drained() {
    return read().then(read -> drainedAfterRead());
  }

  private Promise drainedAfterRead() {
    JSObject worker = Browser.worker();
    Json pending = engine.queue.pending();
    if (worker == null || Json.size(pending) == 0) {
      return Promise.resolve(Json.of(Json.size(pending) == 0));
    }
    return drain(worker)
        .then(answer -> read())
        .then(read -> Json.of(!engine.queue.hasAny(pending)));
  }

  /** Sends a parked request again, as {@code edit} makes it unless that is absent. */
  void retry(String id, Json edit, Promise.Settle resolve) {
    resolve.with(
        Promise.of(
            (done, failed) ->
                engine
                    .queue
                    .retry(id, new BrowserRandom().hex(32), edit, decided(done))
                    .otherwise(
                        error -> {
                          failed.with(error);
                          return null;
                        })));
  }

  /** Gives a parked request up. */
  void discard(String id, Promise.Settle resolve) {
    engine.queue.discard(id, decided(resolve));
  }

  /** After a change of the queue: tells the worker and the other tabs, and answers. */
  Done decided(Promise.Settle resolve) {
    return failure -> {
      engine.tabs.post(News.event("queue"));
      read()
          .then(
              read -> {
                drain();
                engine.answers.success(resolve).ended(failure);
                return null;
              });
    };
  }
}
