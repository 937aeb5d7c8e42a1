package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncLoop;

/**
 * One call of {@code syncLocalChangesToServer()}: checks that the server can be reached, lets the
 * worker send its queue and the sync loop the documents, and resolves to whether nothing is left.
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
    if (Json.isAbsent(engine.app.sync())) {
      notSynced(new Failure(Failure.Code.NO_SYNC, "no sync is defined; nothing was changed"));
    } else if (engine.network.isOnline()) {
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

  private void notSynced(Failure why) {
    engine.news.syncFailed(why);
    resolve.with(Json.of(false));
  }

  private void sync() {
    Promise drained = engine.requests.drained();
    loop.sync(
        ok ->
            drained.then(
                sent -> {
                  resolve.with(Json.of(ok && Json.isTrue((Json) sent)));
                  return Json.absent();
                }));
  }
}
