package dev.holdfast.browser.engine;

import dev.holdfast.core.sync.Triggers;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the page contacts the server: while the page is visible, while work waits, and when
 * the network has changed.
 */
final class Attention implements Triggers.Edges, Live.Space {
  private final Engine engine;
  private @Nullable Live live;

  Attention(Engine engine) {
    this.engine = engine;
  }

  void begin() {
    engine.network.subscribe(this::networkChanged);
    Browser.onVisible(this::visible);
  }

  /**
   * @param live the stream to listen to from now on; null for none
   */
  void listen(@Nullable Live live) {
    this.live = live;
  }

  void end() {
    updateLive();
    live = null;
    engine.network.watch(false);
  }

  /** Turns regular probing on while the page is visible or work waits, and off otherwise. */
  void watch() {
    engine.network.watch(
        !engine.session.hasEnded()
            && (Browser.isVisible()
                || engine.replica.hasLocalChanges()
                || !engine.queue.isEmpty()));
  }

  private void networkChanged() {
    engine.triggers.networkChanged();
    updateLive();
    engine.showNews();
    engine.news.change();
  }

  private void visible() {
    watch();
    if (Browser.isVisible()) {
      if (engine.network.isOnline()) {
        engine.requests.drain();
      }
      engine.triggers.userLooked();
    }
    updateLive();
  }

  private void updateLive() {
    if (live != null) {
      live.update();
    }
  }

  @Override
  public void wentOffline(boolean wasVerified) {
    if (!engine.session.hasEnded()) {
      engine.state.goingOffline(wasVerified, engine.news::report);
    }
  }

  @Override
  public void cameOnline() {
    engine.requests.drain();
  }

  @Override
  public boolean isWatched() {
    return !engine.session.hasEnded() && Browser.isVisible() && engine.network.isOnline();
  }

  @Override
  public void poked(double version) {
    engine.triggers.poked(version);
  }

  @Override
  public void poll() {
    engine.triggers.poll();
  }

  @Override
  public void doubt() {
    engine.network.reportFailure();
  }
}
