package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncLoop;

/**
 * One call of {@code syncLocalChangesToServer()}: checks that the server can be reached, lets the
 * worker send its queue and the sync loop the documents, and resolves to whether nothing is left,
 * once the app was shown what came. An app that defines no sync may have requests all the same.
 */
final class SyncCall {
  private final Engine engine;
  private final SyncLoop loop;
  private final Promise.Settle resolve;

  SyncCall(Engine engine, SyncLoop loop, Promise.Settle resolve) {
    this.engine = engine;
    this.loop = loop;
    this.resolve = resolve;
  }

  void run() {
    if (!Json.isAbsent(engine.app.sync())) {
      reach();
      return;
    }
    engine
        .requests
        .read()
        .then(
            read -> {
              if (hasRequestsOnly()) {
                reach();
              } else {
                notSynced(
                    new Failure(Failure.Code.NO_SYNC, "no sync is defined; nothing was changed"));
              }
              return null;
            });
  }

  private void reach() {
    if (engine.network.isOnline()) {
      sync();
    } else {
      engine.network.check(
          verdict -> {
            if (verdict.online()) {
              sync();
            } else {
              notSynced(
                  new Failure(
                      Failure.Code.OFFLINE, "the server cannot be reached; the work is kept"));
            }
          });
    }
  }

  private boolean hasRequestsOnly() {
    return Json.size(engine.queue.pending()) > 0 && !engine.replica.hasLocalChanges();
  }

  private void notSynced(Failure why) {
    engine.news.syncFailed(why);
    resolve.with(Json.of(false));
  }

  private void sync() {
    Promise drained = engine.requests.drained();
    if (Json.isAbsent(engine.app.sync())) {
      resolve.with(drained);
      return;
    }
    loop.sync(
        ok ->
            drained.then(
                sent -> {
                  Json synced = Json.of(ok && Json.isTrue((Json) sent));
                  engine.state.whenShown(() -> resolve.with(synced));
                  return Json.absent();
                }));
  }
}
