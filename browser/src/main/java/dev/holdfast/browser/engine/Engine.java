package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Triggers;
import org.jspecify.annotations.Nullable;

/**
 * Wires together what runs in a page after {@code start()}: the replica, its sync loop, the network
 * status, the other tabs and the worker. Changes flow one way: store → replica → {@link
 * ReplicaNews} → listeners and the app's restore function.
 */
final class Engine {
  final Clock clock = new BrowserClock();
  final Definitions app;
  final News news;
  final Answers answers;
  final NetworkStatus network;
  final Replica replica;
  final QueueView queue;
  final AppState state;
  final SyncLoop loop;
  final Triggers triggers;
  final Tabs tabs;
  final SubjectSession session;
  final RequestPanel requests;
  final ReplicaNews replicaNews;
  final Attention attention;
  final String database;

  /** Whether the store could be opened at the start. */
  boolean stores = true;

  private final SyncNews syncNews;

  /** Whether the app was told that there is data of a newer release. */
  private boolean outdated;

  /**
   * @param evicted called when the browser has evicted everything, the worker included
   */
  Engine(Definitions app, News news, NetworkStatus network, Runnable evicted) {
    this.app = app;
    this.news = news;
    answers = new Answers(news);
    this.network = network;
    database = Names.ofSpace(app.subject(), app.space());
    tabs = new Tabs(database);
    session = new SubjectSession(this);
    requests = new RequestPanel(this);
    replicaNews = new ReplicaNews(this, evicted);
    syncNews = new SyncNews(this);
    attention = new Attention(this);
    queue = new QueueView(new IdbStore(Names.REQUESTS, why -> {}), clock, app.subject());
    replica =
        new Replica(
            new IdbStore(database, replicaNews::closed),
            clock,
            new BrowserRandom(),
            replicaNews,
            app.schema());
    state = new AppState(app, replica, queue, network, news);
    loop = new SyncLoop(replica, clock, new BrowserRandom(), tabs::lock, syncNews);
    triggers = new Triggers(replica, network, loop, clock, attention);
  }

  /** Opens the store, shows the app its state, and starts to sync. */
  void start(Runnable ready) {
    tabs.hear(new TabMessages(this));
    attention.begin();
    define();
    requests.begin();
    replica.refresh(
        failure -> {
          news.report(failure);
          stores = failure == null || failure.code() != Failure.Code.STORE_FAILED;
          if (failure == null) {
            replicaNews.identify();
            replicaNews.tellRefusals();
            Seal.open(
                replica,
                unread -> {
                  news.report(unread);
                  session.adopt(() -> migrate(ready));
                });
          } else {
            named(ready);
          }
        });
  }

  /** Before anything is shown or sent. */
  private void migrate(Runnable ready) {
    replica.migrate(
        failure -> {
          news.report(failure);
          lookForNewerState();
          named(ready);
        });
  }

  /** Says once that the data is of a newer release, and asks for that release. */
  void lookForNewerState() {
    if (replica.isOutdated() && !outdated) {
      news.fail(Failure.newerState(replica.schema()));
      askForRelease();
    }
  }

  /** The server or the store has data of a newer release: asks for that release, once. */
  void askForRelease() {
    if (!outdated) {
      outdated = true;
      Browser.update();
    }
  }

  /** Tells the worker who is signed in here before the app goes on. */
  private void named(Runnable ready) {
    session
        .name()
        .then(
            heard -> {
              showNews();
              attention.watch();
              network.check(verdict -> {}); // the first sync starts when the server is verified
              ready.run();
              return Json.absent();
            });
  }

  /**
   * Shows the app what is new. A pull of everything is shown when it is complete, or when it does
   * not go on.
   */
  void showNews() {
    SyncState now = loop.state();
    boolean goesOn =
        !Json.isAbsent(app.sync())
            && network.isOnline()
            && (now == SyncState.IDLE || now == SyncState.SYNCING);
    if (!goesOn || !replica.isPartial()) {
      state.showNews();
    }
  }

  /** Applies a way to sync that was defined after the start. */
  void redefine() {
    define();
    triggers.changed();
  }

  /** Applies the app's way to sync. */
  private void define() {
    Live live = null;
    replica.limit(app.hasServer() && !app.isRest());
    if (app.isRest()) {
      RestTransport transport = new RestTransport(database, app.sync(), app.requestTimeout());
      loop.define(new ServerRound(replica, transport, network, syncNews, RestTransport.BATCH));
      live = live("", null);
    } else if (app.hasServer()) {
      String url = app.server() + "/v1/spaces/" + Browser.encode(app.space());
      PageTransport transport =
          new PageTransport(
              url, app.subject(), Json.get(app.sync(), "headers"), app.requestTimeout(), syncNews);
      loop.define(new ServerRound(replica, transport, network, syncNews));
      live = live(url, transport);
    } else if (!Json.isAbsent(app.sync())) {
      AppFunction fn =
          new AppFunction(app.sync(), app.syncTimeout(), attention::doubt, syncNews::progress);
      loop.define(new FunctionRound(replica, new StateShape(app.shapes()), fn));
    }
    attention.listen(live);
  }

  private Live live(String url, @Nullable PageTransport transport) {
    return new Live(Names.LISTENING + database, url, transport, new BrowserRandom(), attention);
  }
}
