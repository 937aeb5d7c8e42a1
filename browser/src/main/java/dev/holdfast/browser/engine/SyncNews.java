package dev.holdfast.browser.engine;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import org.jspecify.annotations.Nullable;

/** Reports to the app and the other tabs what the sync loop does. */
final class SyncNews implements SyncLoop.Listener, ServerRound.Report {
  private final Engine engine;
  private final Sync sync;
  private double received;

  SyncNews(Engine engine, Sync sync) {
    this.engine = engine;
    this.sync = sync;
  }

  @Override
  public void stateChanged() {
    engine.showNews();
    engine.news.change();
  }

  @Override
  public void postponed(SyncState failed, double wait) {
    engine.tabs.postponed(failed, wait);
  }

  @Override
  public void failure(Failure failure) {
    engine.news.fail(failure);
  }

  /** An answer of {@code bytes} came, counted as they are when unpacked. */
  void received(double bytes) {
    received += bytes;
  }

  @Override
  public void progress(double done, double total) {
    Json event = News.event("progress");
    if (received > 0) {
      Json.set(event, "bytes", Json.of(received));
    }
    Json.set(event, "done", Json.of(done));
    Json.set(event, "total", Json.of(total));
    engine.news.emit(event);
  }

  @Override
  public void runEnded(@Nullable Failure failure) {
    received = 0;
    if (failure == null) {
      engine.news.synced();
    } else if (failure.code() != Failure.Code.ABORTED) {
      engine.news.syncFailed(failure);
      if (failure.code() == Failure.Code.NEWER_STATE) {
        engine.askForRelease();
      }
    }
    Json event = News.event("sync");
    Json.set(event, "ok", Json.of(failure == null));
    engine.news.emit(event);
    sync.ended(failure);
  }
}
