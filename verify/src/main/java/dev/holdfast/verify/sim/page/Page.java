package dev.holdfast.verify.sim.page;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.Schema;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.core.rest.RestSpace;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.Round;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLock;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Triggers;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.Promises;
import dev.holdfast.verify.sim.judge.States;
import dev.holdfast.verify.sim.server.RestServer;
import dev.holdfast.verify.sim.server.Servers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tab, connected as the browser's page is: replica, sync loop, network status, the other tabs
 * and the app. It can die at any moment.
 *
 * <p>One file, since it is what a tab is wired of, as in the browser's engine.
 */
public final class Page
    implements App.Host, LocalDisk.Client, Replica.Listener, SyncLoop.Listener, Triggers.Edges {
  /** The browser, as its pages see it. */
  interface Host {
    /** The lock that its pages share. */
    SyncLock lock(Page page);

    /** Sends a message to the other pages. */
    void broadcast(Page from, Json message);

    /** The page is about to change what is on disk. */
    void writes(Page page);

    boolean isAlone();

    /** The shape that the release of new pages declares for the notes; empty for none. */
    String declared();

    /** The device is about to restore sealed work. */
    void unseals();
  }

  private static final double PROBE_DEADLINE = 5_000;

  /** Mutations in one round of a REST backend. Each is a request of its own. */
  private static final int REST_BATCH = 20;

  private final Ground ground;
  private final Device device;
  private final Host host;
  private final HttpCache cache;
  private final Promises promises;
  private final Ledger ledger;
  private final int number;
  private final int version;
  private final String declared;
  private final Replica replica;
  private final NetworkStatus network;
  private final SyncLoop loop;
  private final Triggers triggers;
  private final App app;
  private boolean alive = true;
  private boolean ready;
  private int written;
  private boolean stale;
  private final List<Attempt> attempts = new ArrayList<>();

  public Page(
      Ground ground,
      Servers servers,
      Device device,
      HttpCache cache,
      Host host,
      int number,
      int version,
      Promises promises,
      Ledger ledger,
      States states) {
    this.ground = ground;
    this.device = device;
    this.host = host;
    this.cache = cache;
    this.number = number;
    this.version = version;
    this.promises = promises;
    this.ledger = ledger;
    Clock clock = device.clock(this);
    Random random = device.random(number);
    Store store = device.disk().openedBy(this);
    Wire wire = new Wire(ground, servers.sync(), device, this, number);
    declared = host.declared();
    Json shapes = Json.object();
    if (!declared.isEmpty()) {
      Json.set(shapes, Notes.COLLECTION, Json.of(declared));
    }
    StateShape shape = new StateShape(shapes);
    replica = new Replica(store, clock, random, this, schema(shape));
    network =
        new NetworkStatus(
            clock,
            random,
            wire,
            message -> host.broadcast(this, message),
            device.cable(),
            PROBE_DEADLINE);
    loop = new SyncLoop(replica, clock, random, host.lock(this), this);
    loop.define(round(servers, wire, shape, random));
    triggers = new Triggers(replica, network, loop, clock, this);
    app =
        new App(
            ground,
            device,
            this,
            number,
            version,
            replica,
            shape,
            network,
            ledger,
            states,
            servers.function());
  }

  private Schema schema(StateShape shape) {
    return ground.bugs().writesNewerState() && version == 0
        ? Schema.ANY
        : new Schema(version, shape, (state, from) -> Notes.migrated(state, (int) from, version));
  }

  /** The version of the schema of the release that the page was loaded from. */
  public int version() {
    return version;
  }

  private Round round(Servers servers, Wire wire, StateShape shape, Random random) {
    if (servers.function() != null) {
      return new FunctionRound(replica, shape, servers.function().calledBy(this));
    }
    if (servers.rest() == null) {
      return new ServerRound(replica, wire, network, this::told);
    }
    Json collections = Json.object();
    Json.set(collections, Notes.COLLECTION, Json.of(RestServer.NOTES));
    Json.set(collections, "settings", Json.of(RestServer.SETTINGS));
    Line line = new Line(ground, device, this, ground.dice("rest" + device.number(), number));
    RestWire way = new RestWire(servers.sync(), servers.rest(), cache, device, line);
    Resources seen = ground.bugs().resources(way);
    RestSpace space =
        new RestSpace(device.disk().openedBy(this), random, seen, new PlainForms(), collections);
    return new ServerRound(replica, space, network, this::told, REST_BATCH);
  }

  @Override
  public boolean alive() {
    return alive;
  }

  void die() {
    alive = false;
  }

  Device device() {
    return device;
  }

  public Replica replica() {
    return replica;
  }

  public App app() {
    return app;
  }

  public SyncLoop loop() {
    return loop;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public String declared() {
    return declared;
  }

  @Override
  public boolean isAlone() {
    return host.isAlone();
  }

  @Override
  public boolean isIdle() {
    return ready && attempts.isEmpty() && loop.state() == SyncState.IDLE;
  }

  void start() {
    network.subscribe(triggers::networkChanged);
    replica.refresh(
        failure -> {
          host.unseals();
          Seal.open(replica, unread -> migrate());
        });
  }

  /** Makes unsent work again that has an older form; what was sent may have arrived. */
  private void migrate() {
    if (version > replica.schema()) {
      ledger.remade(device);
    }
    replica.migrate(begin("migrate", this::begin));
  }

  private void begin() {
    ready = true;
    app.showNews();
    network.watch(true);
    network.check(
        verdict -> {
          if (verdict.online()) {
            loop.syncNow();
          }
        });
  }

  /** The subject signs out. Nothing is sent, fetched or shown any more. */
  public void end() {
    ready = false;
    loop.abort();
    loop.define(null);
    network.watch(false);
  }

  // --- what the app calls ---

  @Override
  public void writes() {
    host.writes(this);
  }

  @Override
  public void wrote() {
    written++;
  }

  /** Another page is about to change what is on disk. */
  void othersWrite() {
    attempts.forEach(Attempt::othersWrite);
  }

  /**
   * @param then runs when the method has ended
   */
  private Done begin(String what, Runnable then) {
    Done done = begin(what);
    return failure -> {
      done.ended(failure);
      then.run();
    };
  }

  @Override
  public Done begin(String what) {
    Attempt attempt = new Attempt(replica, device.disk(), () -> written, what);
    attempts.add(attempt);
    if (attempts.size() > 1 || loop.state() == SyncState.SYNCING) {
      disturb();
    }
    return failure -> {
      attempts.remove(attempt);
      attempt.ended(failure);
      promises.ended(device, what, failure);
    };
  }

  /** The device lost or reset its versions. The page will notice. */
  void forgotten() {
    stale = true;
    disturb();
  }

  @Override
  public boolean isStale() {
    return stale;
  }

  @Override
  public void inStep() {
    stale = false;
  }

  private void disturb() {
    attempts.forEach(Attempt::disturbed);
  }

  /** Syncs, and checks what the answer promises. */
  public void sync() {
    List<String> ids = new ArrayList<>();
    Json pending = new WorkList(replica).listed(false, false);
    for (int i = 0; i < Json.size(pending); i++) {
      ids.add(Json.text(Json.get(Json.at(pending, i), "id")));
    }
    loop.sync(
        ok -> {
          if (ok) {
            promises.synced(device, ids);
          }
        });
  }

  public void resetVersions() {
    loop.abort();
    Done done = begin("reset");
    Reset.run(
        replica,
        "reset",
        failure -> {
          ledger.reset(device);
          done.ended(failure);
        });
  }

  // --- news ---

  @Override
  public void changed(boolean here) {
    if (!alive) {
      return;
    }
    if (here) {
      Json message = Json.object();
      Json.set(message, "type", Json.of("replica"));
      host.broadcast(this, message);
    }
    triggers.changed();
    app.showNews();
  }

  @Override
  public void lost(Failure what) {
    if (alive && network.isOnline()) {
      loop.syncNow();
    }
  }

  void heard(Json message) {
    if (Json.text(Json.get(message, "type")).equals("replica")) {
      replica.refresh(failure -> {});
    } else if (Json.text(Json.get(message, "type")).equals("postponed")) {
      loop.postpone(
          SyncState.of(Json.text(Json.get(message, "state"))),
          Json.number(Json.get(message, "wait")));
    } else {
      network.adopt(message);
    }
  }

  void poked(int version) {
    triggers.poked(version);
  }

  void hint(boolean onLine) {
    network.hint(onLine);
  }

  @Override
  public void stateChanged() {
    disturb();
  }

  @Override
  public void postponed(SyncState failed, double wait) {
    Json message = Json.object();
    Json.set(message, "type", Json.of("postponed"));
    Json.set(message, "state", Json.of(failed.text()));
    Json.set(message, "wait", Json.of(wait));
    host.broadcast(this, message);
  }

  @Override
  public void runEnded(@Nullable Failure failure) {
    cache.runEnded(failure == null);
    ground.note("run " + (failure == null ? "ok" : failure.code().name()));
    if (failure != null) {
      promises.told(device, failure);
    }
    triggers.ended(failure);
  }

  private void told(Failure failure) {
    promises.told(device, failure);
  }

  @Override
  public void wentOffline(boolean wasVerified) {
    app.save();
  }

  @Override
  public void cameOnline() {}

  /**
   * The user signs in again, or presses "try again": the cause that blocked the loop may be gone.
   */
  public void nudge() {
    if (loop.state() == SyncState.NEEDS_LOGIN || loop.state() == SyncState.BLOCKED) {
      loop.syncNow();
    }
  }

  @Override
  public String toString() {
    return "device " + device.number() + " page " + number;
  }
}
