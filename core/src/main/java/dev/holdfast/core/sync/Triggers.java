package dev.holdfast.core.sync;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the sync loop runs: on new work, when the server can be reached again, on a poke,
 * when the user looks at the page. The same code runs in a page and on the JVM.
 *
 * <p>The guarantee (I8): if there is work, a reachable server and a signed-in user, an attempt is
 * scheduled. It must not depend on a single trigger. So while work waits, a timer (the watch)
 * checks twice a minute that an attempt is scheduled. A frozen page may lose this timer too, so
 * every trigger checks whether the watch is late.
 */
public final class Triggers {
  private static final double WATCH = 30_000;

  private final Replica replica;
  private final NetworkStatus network;
  private final SyncLoop loop;
  private final Clock clock;
  private final Edges edges;
  private boolean wasOnline;
  private boolean wasVerified;
  private double poked;
  private Clock.@Nullable Timer watch;
  private double due;

  /** Called once each time the connection is lost or comes back. */
  public interface Edges {
    /**
     * @param wasVerified whether an answer of the server had proved the connection
     */
    void wentOffline(boolean wasVerified);

    /** The server has answered. Called before the sync that follows. */
    void cameOnline();
  }

  public Triggers(Replica replica, NetworkStatus network, SyncLoop loop, Clock clock, Edges edges) {
    this.replica = replica;
    this.network = network;
    this.loop = loop;
    this.clock = clock;
    this.edges = edges;
    wasOnline = network.isOnline();
  }

  /** The replica changed, here or in another tab. */
  public void changed() {
    if (network.isOnline()) {
      loop.changed();
    } else {
      loop.pause();
    }
    watch();
  }

  /** {@code current} or {@code detail} of the network changed. */
  public void networkChanged() {
    boolean online = network.isOnline();
    boolean verified = network.isVerifiedOnline();
    boolean lost = wasOnline && !online;
    boolean found = verified && !wasVerified;
    boolean was = wasVerified;
    wasOnline = online;
    wasVerified = verified;
    if (lost) {
      loop.pause();
      edges.wentOffline(was);
    } else if (found) {
      edges.cameOnline();
      loop.syncNow();
    }
    watch();
  }

  /** The user looks at the page again or has just signed in: syncs, or checks the connection. */
  public void userLooked() {
    if (network.isOnline()) {
      loop.syncNow();
    } else {
      network.check(verdict -> {});
    }
    watch();
  }

  /** The space is at {@code version} now. Syncs, unless another tab has already done so. */
  public void poked(double version) {
    poked = version;
    replica.refresh(
        failure -> {
          if (version > replica.cursor()) {
            poll();
          }
        });
    watch();
  }

  /** There is no live stream and the page is visible: asks for changes. */
  public void poll() {
    SyncState state = loop.state();
    if (state == SyncState.IDLE || state == SyncState.NEEDS_LOGIN) {
      loop.syncNow(); // in the other states a run is coming or must not run
    }
    watch();
  }

  /** A run of the loop has ended. */
  public void ended(@Nullable Failure failure) {
    double heard = poked;
    poked = 0; // only once: a restored server may never reach this version again
    if (!network.isOnline()) {
      loop.pause();
    } else if (failure == null && heard > replica.cursor()) {
      loop.syncNow();
    }
    watch();
  }

  private void watch() {
    boolean late = watch != null && clock.now() > due + WATCH;
    if (late && watch != null) {
      watch.cancel();
      watch = null;
      syncWaitingWork();
    }
    if (watch == null && replica.hasWork()) {
      due = clock.now() + WATCH;
      watch =
          clock.after(
              WATCH,
              () -> {
                watch = null;
                syncWaitingWork();
                watch();
              });
    }
  }

  private void syncWaitingWork() {
    if (network.isOnline()) {
      loop.changed();
    }
  }
}
