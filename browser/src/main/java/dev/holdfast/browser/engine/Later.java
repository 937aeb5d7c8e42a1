package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.BackOff;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncState;
import org.jspecify.annotations.Nullable;

/**
 * Loads {@code holdfast-more.js}, the second part of the engine, and stands for the sync until it
 * is there. The state is shown and edits are saved without it.
 *
 * <p>If it cannot be loaded, that is reported, and it is tried again: after a jittered back-off
 * from 1 s to 60 s, when the network has changed, when the user looks at the page, and with each
 * call that needs it. What has happened meanwhile is not remembered here: {@link Sync#begin} looks.
 */
final class Later implements Syncing {
  private final Engine engine;
  private final EngineApi storage;
  private final BackOff backOff = new BackOff();
  private @Nullable Promise loading;
  private boolean failed;
  private boolean wasOnline;
  private int tries;

  Later(Engine engine, EngineApi storage) {
    this.engine = engine;
    this.storage = storage;
    wasOnline = engine.network.isOnline();
  }

  /**
   * Resolves to the {@link MoreApi} when it is loaded and the store was opened. Rejects if it
   * cannot be loaded now, once that is reported.
   */
  Promise load() {
    if (loading == null) {
      loading =
          engine
              .opened
              .then(opened -> load(tries++, storage))
              .then(
                  more -> {
                    failed = false;
                    return more;
                  },
                  error -> {
                    loading = null;
                    failed = true;
                    engine.news.syncFailed(
                        new Failure(
                            Failure.Code.NOT_LOADED,
                            "holdfast-more.js was not loaded, so nothing is synced yet; the state"
                                + " is here, edits are saved, and it is tried again"));
                    engine.clock.after(backOff.draw(new BrowserRandom()), this::begin);
                    backOff.grow();
                    return Promise.reject(error);
                  });
    }
    return loading;
  }

  /** Loads it, without telling who asks whether that worked. */
  void begin() {
    if (!engine.session.hasEnded()) {
      engine.more();
    }
  }

  /**
   * Loads the module and lets it begin. Each second try has another URL, since a browser may
   * remember that a module has failed, while a worker has it under its own.
   */
  @Script
  private static native Promise load(int tries, EngineApi storage);

  private void again() {
    if (failed) {
      begin();
    }
  }

  @Override
  public SyncState state() {
    return failed ? SyncState.WAITING : SyncState.IDLE;
  }

  @Override
  public void define() {}

  @Override
  public void changed() {}

  @Override
  public void networkChanged() {
    boolean online = engine.network.isOnline();
    if (online) {
      again();
    } else if (wasOnline) {
      engine.attention.wentOffline(false);
    }
    wasOnline = online;
  }

  @Override
  public void userLooked() {
    again();
  }

  @Override
  public void userLeft() {}

  @Override
  public void syncNow() {}

  @Override
  public void postponed(Json message) {}

  @Override
  public void mendRequests() {}

  @Override
  public void finish() {}
}
