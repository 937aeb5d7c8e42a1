package dev.holdfast.browser.background;

import dev.holdfast.browser.engine.AppFunction;
import dev.holdfast.browser.engine.Tabs;
import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Schema;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import org.jspecify.annotations.Nullable;

/**
 * One run of the sync loop over a space, without a page. It is the same loop as in a page, under
 * the same lock: if both run, the second finds the work done. A failed run is not repeated here,
 * but by the browser or by the next page.
 */
final class SpaceSync implements Replica.Listener, SyncLoop.Listener {
  private final IdbStore store;
  private final Tabs tabs;
  private final Replica replica;
  private final SyncLoop loop;

  /**
   * @param space the record of an entrusted space, with {@code {database, state}}
   */
  SpaceSync(Json space, AppFunction fn) {
    String database = Json.text(Json.get(space, "database"));
    Json shapes = Json.get(space, "state");
    tabs = new Tabs(database);
    store = new IdbStore(database, newer -> {});
    BrowserClock clock = new BrowserClock();
    replica = new Replica(store, clock, new BrowserRandom(), this, Schema.ANY);
    loop = new SyncLoop(replica, clock, new BrowserRandom(), tabs::lock, this);
    StateShape shape = new StateShape(Json.isObject(shapes) ? shapes : Json.object());
    loop.define(new FunctionRound(replica, shape, fn));
  }

  /** Syncs. Resolves to whether no unsent work is left. */
  Promise run() {
    return Promise.of(
        (resolve, reject) ->
            replica.refresh(
                failure -> {
                  if (failure == null && replica.hasWork()) {
                    loop.sync(ok -> ended(ok, resolve));
                  } else {
                    ended(failure == null, resolve);
                  }
                }));
  }

  private void ended(boolean ok, Promise.Settle resolve) {
    loop.define(null);
    store.close();
    tabs.close();
    resolve.with(Json.of(ok));
  }

  @Override
  public void changed(boolean here) {
    if (here) {
      tabs.changed();
    }
  }

  @Override
  public void stateChanged() {}

  @Override
  public void postponed(SyncState failed, double wait) {
    tabs.postponed(failed, wait);
  }

  @Override
  public void runEnded(@Nullable Failure failure) {}
}
