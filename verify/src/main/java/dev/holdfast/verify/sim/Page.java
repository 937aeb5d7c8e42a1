package dev.holdfast.verify.sim;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.core.rest.RestSpace;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.core.sync.Round;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Triggers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tab, wired as the browser's page is: replica, sync loop, network status, the other tabs and
 * the app. It can die at any moment.
 */
final class Page implements LocalDisk.Client, Replica.Listener, SyncLoop.Listener, Triggers.Edges {
  private static final double PROBE_DEADLINE = 5_000;

  /** Mutations in one round of a REST backend, each of which is a request of its own. */
  private static final int REST_BATCH = 20;

  private final World world;
  private final Device device;
  private final int number;
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

  Page(World world, Device device, int number) {
    this.world = world;
    this.device = device;
    this.number = number;
    Clock clock = device.clock(this);
    dev.holdfast.core.Random random = device.random(number);
    Store store = device.disk().openedBy(this);
    Wire wire = new Wire(world, device, this, number);
    replica = new Replica(store, clock, random, this);
    network =
        new NetworkStatus(
            clock,
            random,
            wire,
            message -> device.broadcast(this, message),
            device.cable(),
            PROBE_DEADLINE);
    loop = new SyncLoop(replica, clock, random, device.lock(this), this);
    StateShape shape = new StateShape(Json.object());
    loop.define(round(wire, shape, random));
    triggers = new Triggers(replica, network, loop, clock, this);
    app = new App(world, this, replica, shape, number);
  }

  private Round round(Wire wire, StateShape shape, dev.holdfast.core.Random random) {
    Backend function = world.backend();
    RestServer rest = world.rest();
    if (function != null) {
      return new FunctionRound(replica, shape, function.calledBy(this));
    }
    if (rest == null) {
      return new ServerRound(replica, wire, network, this::told);
    }
    Json collections = Json.object();
    Json.set(collections, "notes", Json.of(RestServer.NOTES));
    Json.set(collections, "settings", Json.of(RestServer.SETTINGS));
    Resources way = world.bugs().resources(new RestWire(world, device, this, number, rest));
    RestSpace space = new RestSpace(device.disk().openedBy(this), random, way, collections);
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

  Replica replica() {
    return replica;
  }

  App app() {
    return app;
  }

  SyncLoop loop() {
    return loop;
  }

  NetworkStatus network() {
    return network;
  }

  boolean isReady() {
    return ready;
  }

  /** Whether nothing goes on here. */
  boolean isIdle() {
    return ready && attempts.isEmpty() && loop.state() == SyncState.IDLE;
  }

  void start() {
    network.subscribe(triggers::networkChanged);
    replica.refresh(
        failure -> {
          SignOut.sealed(device).forEach(id -> world.actions().bringsArchive(device, id));
          Seal.open(replica, unread -> begin());
        });
  }

  private void begin() {
    ready = true;
    app.showNews();
    network.watch(true);
    network.check(
        verdict -> {
          if (verdict.online()) {
            loop.pull();
          }
        });
  }

  /** Its subject leaves: nothing is sent, fetched or shown any more. */
  void end() {
    ready = false;
    loop.abort();
    loop.define(null);
    network.watch(false);
  }

  // --- what the app calls ---

  /** The page's transactions that wrote something. */
  int written() {
    return written;
  }

  @Override
  public void wrote() {
    written++;
  }

  /** A method is called; the answer is what it must call when it ends. */
  Store.Done begin(String what) {
    Attempt attempt = new Attempt(this, what);
    attempts.add(attempt);
    if (attempts.size() > 1 || loop.state() == SyncState.SYNCING) {
      disturb();
    }
    return failure -> {
      attempts.remove(attempt);
      attempt.ended(failure);
      world.oracle().ended(device, what, failure);
    };
  }

  /** The device forgot where it stood, which the page will find out. */
  void forgotten() {
    stale = true;
    disturb();
  }

  /** Whether what the page shows may be from before that. */
  boolean isStale() {
    return stale;
  }

  /** The page was given the state, or saved it, as things stand. */
  void inStep() {
    stale = false;
  }

  private void disturb() {
    attempts.forEach(Attempt::disturbed);
  }

  /** Syncs and checks what the answer promises. */
  void sync() {
    List<String> ids = new ArrayList<>();
    Json pending = new WorkList(replica).listed(false, false);
    for (int i = 0; i < Json.size(pending); i++) {
      ids.add(Json.text(Json.get(Json.at(pending, i), "id")));
    }
    loop.sync(
        ok -> {
          if (ok) {
            world.oracle().promised(device, ids);
          }
        });
  }

  void resetVersions() {
    loop.abort();
    Store.Done done = begin("reset");
    Reset.run(
        replica,
        "reset",
        failure -> {
          world.ledger().reset(device);
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
      device.broadcast(this, message);
    }
    triggers.changed();
    app.showNews();
  }

  @Override
  public void lost(Failure what) {
    if (alive && network.isOnline()) {
      loop.pull();
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
    device.broadcast(this, message);
  }

  @Override
  public void runEnded(@Nullable Failure failure) {
    device.cache().runEnded(failure == null);
    world.note("run " + (failure == null ? "ok" : failure.code().name()));
    if (failure != null) {
      world.oracle().told(device, failure);
    }
    triggers.ended(failure);
  }

  private void told(Failure failure) {
    world.oracle().told(device, failure);
  }

  @Override
  public void wentOffline(boolean wasVerified) {
    app.save();
  }

  @Override
  public void cameOnline() {}

  /** A person signs in again, or presses "try again": whatever blocked the loop may be over. */
  void nudge() {
    if (loop.state() == SyncState.NEEDS_LOGIN || loop.state() == SyncState.BLOCKED) {
      loop.pull();
    }
  }

  @Override
  public String toString() {
    return "device " + device.number() + " page " + number;
  }

  static boolean isExpected(Failure failure) {
    return failure.code() != Code.STORE_FAILED && failure.code() != Code.DIVERGED;
  }
}
