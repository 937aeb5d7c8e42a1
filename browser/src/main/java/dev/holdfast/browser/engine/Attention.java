package dev.holdfast.browser.engine;

/**
 * Decides when the page contacts the server: while the page is visible, while work waits, and when
 * the network has changed.
 */
final class Attention {
  private final Engine engine;

  Attention(Engine engine) {
    this.engine = engine;
  }

  void begin() {
    engine.network.subscribe(this::networkChanged);
    Browser.onVisible(this::visible);
  }

  void end() {
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
    engine.sync.networkChanged();
    engine.showNews();
    engine.news.change();
  }

  private void visible() {
    watch();
    if (Browser.isVisible()) {
      engine.worker.lookAgain();
      if (engine.network.isOnline()) {
        engine.requests.drain();
      }
      engine.sync.userLooked();
    } else {
      engine.sync.userLeft();
    }
  }

  /**
   * The connection has just been lost.
   *
   * @param wasVerified whether it was verified online until now
   */
  void wentOffline(boolean wasVerified) {
    if (!engine.session.hasEnded()) {
      engine.state.goingOffline(wasVerified, engine.news::report);
    }
  }
}
