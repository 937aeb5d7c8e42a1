package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The page's access to the worker's queue of requests: reads it, lets the worker send it, retries
 * and discards parked requests.
 */
final class RequestPanel {
  /** How long the worker may take to send what is queued, in ms. */
  private static final double DRAIN = 60_000;

  /** From one read of what has changed to the next, in ms. */
  private static final double PAUSE = 100;

  private final Engine engine;
  private final Refusals refusals;
  private boolean damaged;
  private boolean reading;

  /** The keys of entries that have changed since they were read, {@code {key: 1}}. */
  private Json due = Json.object();

  RequestPanel(Engine engine) {
    this.engine = engine;
    refusals = new Refusals(engine.news);
  }

  void begin() {
    read();
  }

  /**
   * The queue has changed. Reads what has; in a burst of changes not all the time, since the
   * worker's writes wait for each read.
   *
   * @param keys of the entries, {@code [text]}; anything else means all of them
   */
  void changed(Json keys) {
    note(due, keys);
    readDue();
  }

  /** Other scripts may post anything, so nothing is assumed of {@code keys}. */
  @JSBody(
      params = {"due", "keys"},
      script =
          "(Array.isArray(keys) ? keys : ['']).forEach(key => {"
              + " due[typeof key === 'string' ? key : ''] = 1; });")
  private static native void note(Json due, Json keys);

  private void readDue() {
    Json changed = due;
    if (reading || Json.size(Json.keys(changed)) == 0) {
      return;
    }
    reading = true;
    due = Json.object();
    engine.queue.refresh(
        changed,
        failure -> {
          engine.clock.after(
              PAUSE,
              () -> {
                reading = false;
                if (engine.queue.isBehind() && Json.size(Json.keys(due)) == 0) {
                  note(due, Json.absent()); // nothing came that would have told
                }
                readDue();
              });
          show(failure);
        });
  }

  /** Reads the queue again. Resolves when the page shows its current content. */
  Promise read() {
    return Promise.of(
        (read, failed) ->
            engine.queue.refresh(
                failure -> {
                  show(failure);
                  read.with(null);
                }));
  }

  private void show(@Nullable Failure failure) {
    wasRead(failure);
    engine.news.change();
    engine.attention.watch();
  }

  /**
   * An unreadable record stops the worker as well. Such records are set aside, at most once per
   * page, by what syncs.
   */
  private void wasRead(@Nullable Failure failure) {
    engine.news.report(failure);
    if (failure == null) {
      Json parked = Json.array();
      engine.queue.addTo(parked, true);
      refusals.tell(parked);
    }
    if (failure != null && failure.code() == Failure.Code.CORRUPT_PAGE && !damaged) {
      damaged = true;
      engine.sync.mendRequests();
    }
  }

  /** Whether unreadable records were found. */
  boolean isDamaged() {
    return damaged;
  }

  /** Sets unreadable records aside. */
  void mend() {
    engine.queue.setAside(decided(answered -> {}));
  }

  /**
   * Wakes the worker if its queue holds anything. A worker that was stopped does not wake by
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

  /**
   * Lets the worker send what is queued now. Resolves to whether all of that was sent, once the
   * page shows what is left.
   */
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

  /** Sends a parked request again. If {@code edit} is present, it changes the request. */
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

  /** Discards a parked request. */
  void discard(String id, Promise.Settle resolve) {
    engine.queue.discard(id, decided(resolve));
  }

  /** Called after a change of the queue: tells the worker and the other tabs, then resolves. */
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
