package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Seal;
import org.jspecify.annotations.Nullable;

/**
 * The end of a subject's stay: its caches and documents leave the device, in all of its spaces.
 *
 * <p>Unsent work that is kept is sealed in that subject's database, which nobody else opens, and
 * comes back when the subject does ({@link Seal#open}); where it cannot be sealed, that space stays
 * as it is. Queued requests stay in the queue under its name. Once the documents go, the engine has
 * ended, in all tabs.
 */
final class SignOut {
  private final Engine engine;
  private final boolean keep;
  private boolean failed;

  private SignOut(Engine engine, boolean keep) {
    this.engine = engine;
    this.keep = keep;
  }

  /** A promise of whether all that was to go is gone. */
  static Promise run(Engine engine, boolean keep) {
    return new SignOut(engine, keep).run();
  }

  private Promise run() {
    String prefix = Names.ofSubject(engine.app.subject());
    engine.session.signedOut();
    return Browser.name(Json.absent(), true)
        .then(unnamed -> keep ? Json.absent() : settle(this::discardRequests))
        .then(discarded -> Browser.databases(prefix, name -> leave(Json.text((Json) name))))
        .then(left -> Browser.forget(prefix, engine.app.subject(), Names.ofCache()))
        .then(forgotten -> Json.of(!failed));
  }

  /** Also those that this page has not heard of so far. */
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

  /** Settles when {@code work} has ended, whether it could or not; a failure is told. */
  private Promise settle(Work work) {
    return Promise.of(
        (resolve, reject) ->
            work.run(
                failure -> {
                  tell(failure);
                  resolve.with(Json.absent());
                }));
  }

  private void tell(@Nullable Failure failure) {
    failed |= failure != null;
    engine.news.report(failure);
  }

  private interface Work {
    void run(Done done);
  }

  /** Empties one space of the subject; nothing of it stays but what is sealed. */
  private Promise leave(String database) {
    if (!keep) {
      engine.replica.end();
      return Browser.deleteDatabase(database);
    }
    Replica replica =
        engine.database.equals(database)
            ? engine.replica // behind all that was asked of it before
            : new Replica(
                new IdbStore(database, newer -> {}), engine.clock, new BrowserRandom(), SILENT);
    return Promise.of(
            (resolve, reject) ->
                Seal.close(
                    replica,
                    (left, failure) -> {
                      tell(failure);
                      resolve.with(Json.of(failure != null || Json.isTrue(left)));
                    }))
        .then(kept -> Json.isTrue((Json) kept) ? Json.absent() : Browser.deleteDatabase(database));
  }

  private static final Replica.Listener SILENT = here -> {};
}
