package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Names;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Triggers;
import org.jspecify.annotations.Nullable;

/** The sync loop, what triggers it, and the live stream. It is in {@code holdfast-more.js}. */
final class Sync implements Syncing, Triggers.Edges, Live.Space {
  final SyncLoop loop;
  private final Engine engine;
  private final SyncNews news;
  private final Triggers triggers;
  private @Nullable Live live;

  Sync(Engine engine) {
    this.engine = engine;
    news = new SyncNews(engine, this);
    loop = new SyncLoop(engine.replica, engine.clock, new BrowserRandom(), engine.tabs::lock, news);
    triggers = new Triggers(engine.replica, engine.network, loop, engine.clock, this);
  }

  /** Takes over from {@link Later}. */
  void begin() {
    engine.sync = this;
    if (engine.session.hasEnded()) {
      return;
    }
    apply();
    if (engine.requests.isDamaged()) {
      mendRequests();
    }
    networkChanged();
    triggers.changed();
  }

  @Override
  public SyncState state() {
    return loop.state();
  }

  @Override
  public void define() {
    apply();
    triggers.changed();
  }

  private void apply() {
    Definitions app = engine.app;
    live = null;
    if (app.isRest()) {
      RestTransport transport =
          new RestTransport(engine.database, app.sync(), app.requestTimeout());
      loop.define(
          new ServerRound(engine.replica, transport, engine.network, news, RestTransport.BATCH));
      live = live("", null);
    } else if (app.hasServer()) {
      String url = app.server() + "/v1/spaces/" + Browser.encode(app.space());
      PageTransport transport =
          new PageTransport(
              url, app.subject(), Json.get(app.sync(), "headers"), app.requestTimeout(), news);
      loop.define(new ServerRound(engine.replica, transport, engine.network, news));
      live = live(url, transport);
    } else if (!Json.isAbsent(app.sync())) {
      AppFunction fn = new AppFunction(app.sync(), app.syncTimeout(), this::doubt, news::progress);
      loop.define(new FunctionRound(engine.replica, new StateShape(app.shapes()), fn));
    }
  }

  private Live live(String url, @Nullable PageTransport transport) {
    return new Live(Names.LISTENING + engine.database, url, transport, new BrowserRandom(), this);
  }

  private void updateLive() {
    if (live != null) {
      live.update();
    }
  }

  @Override
  public void changed() {
    triggers.changed();
  }

  @Override
  public void networkChanged() {
    triggers.networkChanged();
    updateLive();
  }

  @Override
  public void userLooked() {
    triggers.userLooked();
    updateLive();
  }

  @Override
  public void userLeft() {
    updateLive();
  }

  @Override
  public void syncNow() {
    loop.syncNow();
  }

  @Override
  public void postponed(Json message) {
    loop.postpone(
        SyncState.of(Json.text(Json.get(message, "state"))),
        Json.number(Json.get(message, "wait")));
  }

  @Override
  public void mendRequests() {
    engine.requests.mend();
  }

  @Override
  public void finish() {
    loop.abort();
    loop.define(null);
    updateLive();
    live = null;
  }

  /** A run has ended. */
  void ended(@Nullable Failure failure) {
    triggers.ended(failure);
  }

  // --- what the connection and the live stream tell ---

  @Override
  public void wentOffline(boolean wasVerified) {
    engine.attention.wentOffline(wasVerified);
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
    triggers.poked(version);
  }

  @Override
  public void poll() {
    triggers.poll();
  }

  @Override
  public void doubt() {
    engine.network.reportFailure();
  }
}
