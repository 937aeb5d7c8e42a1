package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Schema;
import dev.holdfast.core.replica.Seal;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/**
 * Signs a subject out: deletes its caches and documents from the device, in all of its spaces.
 *
 * <p>Unsent work that is to be kept is sealed in the subject's database, which no other subject
 * opens. It is restored when the subject signs in again ({@link Seal#open}). If it cannot be
 * sealed, that space stays as it is. Queued requests stay in the queue, with the subject's name.
 * The engine ends in all tabs before documents are deleted.
 */
final class SignOut {
  private final Engine engine;
  private final boolean keep;
  private boolean failed;

  private SignOut(Engine engine, boolean keep) {
    this.engine = engine;
    this.keep = keep;
  }

  /** Resolves to whether everything that had to be removed is gone. */
  static Promise run(Engine engine, boolean keep) {
    return new SignOut(engine, keep).run();
  }

  private Promise run() {
    String prefix = Names.ofSubject(engine.app.subject());
    engine.session.signedOut();
    return Browser.name(Json.absent(), true)
        .then(unnamed -> keep ? Json.absent() : settle(this::discardRequests))
        .then(discarded -> Browser.databases(prefix, name -> leave(Json.text((Json) name))))
        .otherwise(this::refused)
        .then(left -> settle(engine.queue::forgetSubject))
        .then(left -> Browser.forget(prefix, engine.app.subject(), Names.ofCache()))
        .otherwise(this::refused)
        .then(forgotten -> Json.of(!failed));
  }

  /**
   * Discards the subject's requests. Reads the queue first: it may hold some that this page has not
   * seen.
   */
  private void discardRequests(Done done) {
    engine.queue.refresh(
        failure -> {
          if (failure == null) {
            engine.queue.discardAll(done);
          } else {
            done.ended(failure);
          }
        });
  }

  /** Resolves when {@code work} has ended, also if it failed. A failure is reported. */
  private Promise settle(Work work) {
    return Promise.of(
        (resolve, reject) ->
            work.run(
                failure -> {
                  tell(failure);
                  resolve.with(Json.absent());
                }));
  }

  /** The browser refused a step. The next one is taken all the same. */
  private JSObject refused(JSObject error) {
    tell(new Failure(Failure.Code.STORE_FAILED, Errors.text(error)));
    return Json.absent();
  }

  private void tell(@Nullable Failure failure) {
    failed |= failure != null;
    engine.news.report(failure);
  }

  private interface Work {
    void run(Done done);
  }

  /** Deletes one space of the subject, except for sealed work. */
  private Promise leave(String database) {
    if (!keep) {
      engine.replica.end();
      return Browser.deleteDatabase(database);
    }
    Replica replica =
        engine.database.equals(database)
            ? engine.replica // so that this runs after all earlier calls
            : new Replica(
                new IdbStore(database, newer -> {}),
                engine.clock,
                new BrowserRandom(),
                SILENT,
                Schema.ANY);
    return Promise.of(
            (resolve, reject) ->
                Seal.close(
                    replica,
                    (left, failure) -> {
                      replica.end(); // what it wrote after the deletion would make the data anew
                      tell(failure);
                      resolve.with(Json.of(failure != null || Json.isTrue(left)));
                    }))
        .then(kept -> Json.isTrue((Json) kept) ? Json.absent() : Browser.deleteDatabase(database));
  }

  private static final Replica.Listener SILENT = here -> {};
}
