package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.sync.SyncState;
import org.jspecify.annotations.Nullable;

/**
 * Wires together what runs in a page after {@code start()}: the replica, the network status, the
 * other tabs, the worker and, once it is loaded, what syncs. Changes flow one way: store → replica
 * → {@link ReplicaNews} → listeners and the app's restore function.
 */
final class Engine {
  final Clock clock = new BrowserClock();
  final Definitions app;
  final News news;
  final Answers answers;
  final NetworkStatus network;
  final PageWorker worker;
  final Replica replica;
  final QueueView queue;
  final AppState state;
  final Tabs tabs;
  final SubjectSession session;
  final RequestPanel requests;
  final ReplicaNews replicaNews;
  final Attention attention;
  final String database;
  final Later later;

  /** What syncs. */
  Syncing sync;

  /** Resolves when the store was read for the first time, or could not be. */
  Promise opened = Promise.resolve(Json.absent());

  /** Whether the store could be opened at the start. */
  boolean stores = true;

  /** Whether the store has records that cannot be read, and are not set aside yet. */
  private boolean damaged;

  /** Whether the store could be read at the start. */
  private boolean readable;

  /** Whether the app was told that there is data of a newer release. */
  private boolean outdated;

  /**
   * @param storage what the second part of the engine is given
   */
  Engine(Definitions app, News news, NetworkStatus network, PageWorker worker, EngineApi storage) {
    this.app = app;
    this.news = news;
    answers = new Answers(news);
    this.network = network;
    this.worker = worker;
    database = Names.ofSpace(app.subject(), app.space());
    tabs = new Tabs(database);
    session = new SubjectSession(this);
    requests = new RequestPanel(this);
    replicaNews = new ReplicaNews(this);
    attention = new Attention(this);
    queue = new QueueView(new IdbStore(Names.of(Names.REQUESTS), why -> {}), clock, app.subject());
    replica =
        Replica.incomplete(
            new IdbStore(database, replicaNews::closed),
            clock,
            new BrowserRandom(),
            replicaNews,
            app.schema());
    state = new AppState(app, replica, queue, network, news);
    later = new Later(this, storage);
    sync = later;
  }

  /** Opens the store and shows the app its state. Then what syncs is loaded. */
  void start(Runnable ready) {
    tabs.hear(new TabMessages(this));
    attention.begin();
    limit();
    requests.begin();
    opened =
        Promise.of(
            (resolve, reject) ->
                replica.refresh(
                    failure -> {
                      opened(failure);
                      resolve.with(Json.absent());
                    }));
    opened
        .then(read -> prepared())
        .then(
            prepared -> {
              named(ready);
              return Json.absent();
            });
  }

  /** Resolves when the data can be shown, or has to wait for what can't be loaded now. */
  private Promise prepared() {
    return isUnprepared() ? more() : opened;
  }

  private void opened(@Nullable Failure failure) {
    damaged = failure != null && failure.code() == Failure.Code.CORRUPT_PAGE;
    if (!damaged) {
      news.report(failure);
    }
    stores = failure == null || failure.code() != Failure.Code.STORE_FAILED;
    readable = failure == null;
    if (readable) {
      replicaNews.identify();
      replicaNews.tellRefusals();
      lookForNewerState();
    }
  }

  /** Resolves to the {@link MoreApi}, or to undefined if it cannot be had now. */
  Promise more() {
    return later.load().otherwise(reported -> Json.absent());
  }

  /**
   * Whether the data has to be prepared before it is shown: it is damaged, sealed, of an older
   * schema, or nobody's has to be adopted.
   */
  private boolean isUnprepared() {
    return damaged || (readable && (app.adopts() || replica.isSealed() || replica.isOlder()));
  }

  /** Prepares the data, before anything is sent. This is in {@code holdfast-more.js}. */
  void prepare(Runnable ready) {
    replica.complete();
    if (damaged) {
      replica.refresh(
          failure -> {
            opened(failure);
            if (damaged) {
              damaged = false;
              news.report(failure);
            }
            prepare(ready);
          });
    } else if (readable) {
      Seal.open(
          replica,
          unread -> {
            news.report(unread);
            session.adopt(() -> migrate(ready));
          });
    } else {
      ready.run();
    }
  }

  private void migrate(Runnable ready) {
    replica.migrate(
        failure -> {
          news.report(failure);
          lookForNewerState();
          ready.run();
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
      worker.look();
    }
  }

  /** Tells the worker who is signed in here before the app goes on. */
  private void named(Runnable ready) {
    session
        .name()
        .then(
            heard -> {
              state.begin();
              showNews();
              attention.watch();
              network.check(verdict -> {}); // the first sync starts when the server is verified
              state.whenShown(ready);
              later.begin();
              return Json.absent();
            });
  }

  /**
   * Shows the app what is new. A pull of everything is shown when it is complete, or when it does
   * not go on.
   */
  void showNews() {
    SyncState now = sync.state();
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
    limit();
    sync.define();
  }

  private void limit() {
    replica.limit(app.hasServer() && !app.isRest());
  }
}
