package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.store.Store;
import org.jspecify.annotations.NullMarked;

/**
 * The end of a subject's stay: its caches and documents leave the device, in all of its spaces.
 *
 * <p>Unsent work that is kept goes into an archive of that subject's database, which nobody else
 * opens, and comes back when the subject does ({@link #welcome}). Queued requests stay in the queue
 * under its name. Once the documents go, the engine has ended, in all tabs.
 */
@NullMarked
final class SignOut {
  private static final String REASON = "signOut";

  private final Engine engine;
  private final boolean keep;

  private SignOut(Engine engine, boolean keep) {
    this.engine = engine;
    this.keep = keep;
  }

  /** A promise of nothing, once all that goes is gone. */
  static Promise run(Engine engine, boolean keep) {
    return new SignOut(engine, keep).run();
  }

  private Promise run() {
    String prefix = engine.subjectPrefix();
    engine.signedOut();
    return Browser.name(Json.absent(), true)
        .then(unnamed -> keep ? Json.absent() : settle(engine.queue::discardAll))
        .then(discarded -> Browser.databases(prefix, name -> leave(Json.text((Json) name))))
        .then(left -> Browser.forget(prefix, engine.app.subject()));
  }

  /** Settles when {@code work} has ended, whether it could or not; a failure is told. */
  private Promise settle(Work work) {
    return Promise.of(
        (resolve, reject) ->
            work.run(
                failure -> {
                  engine.report(failure);
                  resolve.with(Json.absent());
                }));
  }

  private interface Work {
    void run(Store.Done done);
  }

  /** Empties one space of the subject; nothing of it stays but what is archived. */
  private Promise leave(String database) {
    if (!keep) {
      return Browser.delete(database);
    }
    Replica replica =
        new Replica(new IdbStore(database, newer -> {}), engine.clock, new BrowserRandom(), SILENT);
    Json[] archives = {Json.array()};
    return settle(replica::refresh)
        .then(read -> settle(done -> Archives.reset(replica, REASON, done)))
        .then(reset -> settle(done -> Archives.list(replica, all -> archives[0] = all, done)))
        .then(listed -> Json.size(archives[0]) == 0 ? Browser.delete(database) : Json.absent());
  }

  private static final Replica.Listener SILENT = here -> {};

  /** Brings back what the subject left unsent when it signed out. */
  static void welcome(Replica replica, Store.Done done) {
    Json[] archives = {Json.array()};
    Archives.list(
        replica,
        all -> archives[0] = all,
        failure -> {
          if (failure == null) {
            restore(replica, archives[0], 0, done);
          } else {
            done.ended(failure);
          }
        });
  }

  private static void restore(Replica replica, Json archives, int index, Store.Done done) {
    if (index == Json.size(archives)) {
      done.ended(null);
      return;
    }
    Json one = Json.at(archives, index);
    Store.Done next = failure -> restore(replica, archives, index + 1, done);
    if (Json.text(Json.get(one, "reason")).equals(REASON)) {
      Archives.restore(replica, Json.text(Json.get(one, "id")), next);
    } else {
      next.ended(null);
    }
  }
}
