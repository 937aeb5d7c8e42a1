package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Triggers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/**
 * What runs in a page once it is started: the replica, its sync loop, the network status, the other
 * tabs and the worker, wired together. News flows one way: store → replica → here → listeners and
 * the app's restore.
 */
final class Engine
    implements Replica.Listener, SyncLoop.Listener, ServerRound.Report, Triggers.Edges, Live.Space {
  final Clock clock = new BrowserClock();
  final Definitions app;
  final News news;
  final NetworkStatus network;
  final Replica replica;
  final QueueView queue;
  final AppState state;
  final SyncLoop loop;
  private final Runnable evicted;
  private final String database;
  private final Tabs tabs;
  private final Triggers triggers;
  private @Nullable Live live;
  private List<String> conflicts = new ArrayList<>();
  private String identity = "";
  private boolean persistent;
  private boolean mended;
  private boolean ended;

  /**
   * @param evicted does what is to be done again when the browser has removed everything
   */
  Engine(Definitions app, News news, NetworkStatus network, Runnable evicted) {
    this.evicted = evicted;
    this.app = app;
    this.news = news;
    this.network = network;
    database = Names.ofSpace(app.subject(), app.space());
    tabs = new Tabs(database);
    queue = new QueueView(new IdbStore(Names.REQUESTS, newer -> {}), clock, app.subject());
    Store store = new IdbStore(database, this::storeClosed);
    replica = new Replica(store, clock, new BrowserRandom(), this);
    state = new AppState(app, replica, queue, network, news);
    loop = new SyncLoop(replica, clock, new BrowserRandom(), tabs::lock, this);
    triggers = new Triggers(replica, network, loop, clock, this);
  }

  /** Opens the store, shows the app what is there, and begins to watch. */
  void start(Runnable ready) {
    tabs.hear(event -> heard(event.getData()));
    network.subscribe(this::networkChanged);
    Browser.onVisible(this::visible);
    define();
    queue.refresh(this::queueRead);
    replica.refresh(
        failure -> {
          report(failure);
          if (failure == null) {
            identify();
            Seal.open(replica, unread -> named(unread, ready));
          } else {
            named(null, ready);
          }
        });
  }

  /** The worker knows whose page this is before the app goes on. */
  private void named(@Nullable Failure failure, Runnable ready) {
    report(failure);
    name()
        .then(
            heard -> {
              begin(ready);
              return Json.absent();
            });
  }

  private Promise name() {
    return app.subject().isEmpty()
        ? Promise.resolve(Json.absent())
        : Browser.name(Json.of(app.subject()), false);
  }

  private void begin(Runnable ready) {
    state.showNews();
    watch();
    network.check(verdict -> {}); // being verified is an edge: the first sync starts there
    ready.run();
  }

  boolean isAt(String name) {
    return database.equals(name);
  }

  boolean hasEnded() {
    return ended;
  }

  /** The subject leaves: here and in its other tabs nothing is sent, fetched or kept any more. */
  void signedOut() {
    Json message = News.event("signedOut");
    Json.set(message, "subject", Json.of(app.subject()));
    tabs.post(message);
    end();
  }

  /** The subject leaves by another tab, which puts away what is kept. */
  private void leave() {
    replica.end();
    end();
  }

  private void end() {
    ended = true;
    loop.abort();
    loop.define(null);
    updateLive();
    live = null;
    network.watch(false);
    news.change();
  }

  /** Takes a way to sync that was defined after the start. */
  void redefine() {
    define();
    triggers.changed();
  }

  /** Takes the app's way to sync. */
  void define() {
    live = null;
    if (app.isRest()) {
      RestTransport transport = new RestTransport(database, app.sync(), app.requestTimeout());
      loop.define(new ServerRound(replica, transport, network, this, RestTransport.BATCH));
      live = new Live(Names.LISTENING + database, "", null, new BrowserRandom(), this);
    } else if (app.hasServer()) {
      String url = app.server("url") + "/v1/spaces/" + Browser.encode(app.space());
      PageTransport transport =
          new PageTransport(
              url, app.subject(), Json.get(app.sync(), "headers"), app.requestTimeout());
      loop.define(new ServerRound(replica, transport, network, this));
      live = new Live(Names.LISTENING + database, url, transport, new BrowserRandom(), this);
    } else if (!Json.isAbsent(app.sync())) {
      AppFunction fn = new AppFunction(app.sync(), app.syncTimeout(), this::doubt, this::progress);
      loop.define(new FunctionRound(replica, new StateShape(app.shapes()), fn));
    }
  }

  // --- news ---

  @Override
  public void changed(boolean here) {
    if (ended) {
      return;
    }
    if (here) {
      tabs.changed();
    }
    news.change();
    watch();
    identify();
    persist();
    tellConflicts();
    triggers.changed();
    state.showNews();
  }

  /** Work that only this browser has must not go when it needs room. */
  private void persist() {
    if (!persistent && replica.hasLocalChanges()) {
      persistent = true;
      Browser.persist();
    }
  }

  /** Says so when the browser has removed what was kept here while we were away. */
  private void identify() {
    String now = replica.identity();
    boolean away = identity.isEmpty(); // else the replica itself misses it, and has said so
    if (away || !now.equals(identity)) {
      identity = now;
      if (Browser.isReplaced(database, now) && away) {
        tell(
            new Failure(
                Failure.Code.EVICTED,
                "the browser had removed what was kept here; unsent changes it held are lost, all"
                    + " else comes from the server again"));
      }
    }
  }

  private void tellConflicts() {
    List<String> now = new WorkList(replica).conflicts();
    for (String key : now) {
      if (!conflicts.contains(key)) {
        Json event = News.event("conflict");
        Json.set(event, "key", Json.of(key));
        news.emit(event);
      }
    }
    conflicts = now;
  }

  private void heard(Json message) {
    if (tabs.isAbout(message, "replica")) {
      replica.refresh(this::report);
    } else if (tabs.isAbout(message, "postponed")) {
      loop.postpone(
          SyncState.of(Json.text(Json.get(message, "state"))),
          Json.number(Json.get(message, "wait")));
    } else if (Messages.isType(message, "queue")) {
      readQueue();
    } else if (Messages.isType(message, "replayed") && queue.isOwn(message)) {
      Json event = News.event("sync");
      Json.set(event, "ok", Json.get(message, "ok"));
      Json.set(event, "replayed", Json.get(message, "answer"));
      news.emit(event);
    } else if (Messages.isType(message, "signedOut")
        && Json.text(Json.get(message, "subject")).equals(app.subject())) {
      leave();
    }
  }

  /** Reads the worker's queue again; a promise of the page showing it as it is. */
  Promise readQueue() {
    return Promise.of(
        (read, failed) ->
            queue.refresh(
                failure -> {
                  queueRead(failure);
                  news.change();
                  watch();
                  read.with(null);
                }));
  }

  /** What cannot be read stops the worker as well: it is set aside, once in a page's life. */
  private void queueRead(@Nullable Failure failure) {
    report(failure);
    if (failure != null && failure.code() == Failure.Code.CORRUPT_PAGE && !mended) {
      mended = true;
      queue.setAside(decided(answered -> {}));
    }
  }

  @Override
  public void stateChanged() {
    news.change();
  }

  @Override
  public void postponed(SyncState failed, double wait) {
    tabs.postponed(failed, wait);
  }

  @Override
  public void failure(Failure failure) {
    tell(failure);
  }

  @Override
  public void progress(double done, double total) {
    Json event = News.event("progress");
    Json.set(event, "done", Json.of(done));
    Json.set(event, "total", Json.of(total));
    news.emit(event);
  }

  @Override
  public void lost(Failure what) {
    tell(what);
    if (what.code() == Failure.Code.EVICTED) {
      evicted.run();
      name();
    }
    if (network.isOnline()) {
      loop.pull();
    }
  }

  /** The browser has closed the store, a later release wants it, or it is being deleted. */
  private void storeClosed(@Nullable Failure why) {
    if (ended) {
      return; // signed out: it must not come into being again
    }
    if (why == null) {
      replica.refresh(this::report); // opens it again, and sees what is left
    } else {
      tell(why);
      if (why.code() == Failure.Code.SIGNED_OUT) {
        leave();
      }
    }
  }

  @Override
  public void runEnded(@Nullable Failure failure) {
    if (failure == null) {
      news.synced();
    } else if (failure.code() != Failure.Code.ABORTED) {
      news.syncFailed(failure, clock.now());
    }
    Json event = News.event("sync");
    Json.set(event, "ok", Json.of(failure == null));
    news.emit(event);
    triggers.ended(failure);
  }

  private void networkChanged() {
    triggers.networkChanged();
    updateLive();
    news.change();
  }

  @Override
  public void wentOffline(boolean wasVerified) {
    if (!ended) {
      state.goingOffline(wasVerified, this::report);
    }
  }

  @Override
  public void cameOnline() {
    drainQueue();
  }

  private void visible() {
    watch();
    if (Browser.isVisible()) {
      if (network.isOnline()) {
        drainQueue();
      }
      triggers.looked();
    }
    updateLive();
  }

  /** The app says who is signed in: perhaps again, after a login. */
  void signedIn() {
    name()
        .then(
            heard -> {
              drainQueue();
              triggers.looked();
              return heard;
            });
  }

  /**
   * Wakes the worker if its queue holds anything: a worker that was stopped does not wake by
   * itself.
   */
  private void drainQueue() {
    JSObject worker = Browser.worker();
    if (worker != null && !queue.isEmpty()) {
      Messages.ask(worker, News.event("drain"), EngineFace.DRAIN)
          .otherwise(unanswered -> Json.absent());
    }
  }

  /** Sends a parked request again, as {@code edit} makes it unless that is absent. */
  void retryRequest(String id, Json edit, Promise.Settle resolve) {
    resolve.with(
        Promise.of(
            (done, failed) ->
                queue
                    .retry(id, new BrowserRandom().hex(32), edit, decided(done))
                    .otherwise(
                        error -> {
                          failed.with(error);
                          return null;
                        })));
  }

  /** Gives a parked request up. */
  void discardRequest(String id, Promise.Settle resolve) {
    queue.discard(id, decided(resolve));
  }

  /** After a change of the queue: tells the worker and the other tabs, and answers. */
  Store.Done decided(Promise.Settle resolve) {
    return failure -> {
      tabs.post(News.event("queue"));
      readQueue()
          .then(
              read -> {
                drainQueue();
                answer(resolve).ended(failure);
                return null;
              });
    };
  }

  private void updateLive() {
    if (live != null) {
      live.update();
    }
  }

  // --- the live stream ---

  @Override
  public boolean isWatched() {
    return !ended && Browser.isVisible() && network.isOnline();
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
    network.reportFailure();
  }

  /** Probing is wanted while somebody looks or work waits. */
  private void watch() {
    network.watch(!ended && (Browser.isVisible() || replica.hasLocalChanges() || !queue.isEmpty()));
  }

  // --- failures ---

  void report(@Nullable Failure failure) {
    if (failure != null) {
      tell(failure);
    }
  }

  void tell(Failure failure) {
    news.fail(failure, clock.now());
  }

  /** Runs {@code done} after reporting: true if there was no failure. */
  Store.Done answer(Promise.Settle resolve) {
    return failure -> {
      report(failure);
      resolve.with(Json.of(failure == null));
    };
  }

  /** Resolves to nothing, after reporting. */
  Store.Done done(Promise.Settle resolve) {
    return done(resolve, Json::absent);
  }

  /** Gives what was read. */
  interface Found {
    Json value();
  }

  /** Resolves to what was read, or to nothing after reporting why not. */
  Store.Done done(Promise.Settle resolve, Found found) {
    return failure -> {
      report(failure);
      resolve.with(failure == null ? found.value() : Json.absent());
    };
  }
}
