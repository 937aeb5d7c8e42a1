package dev.holdfast.core.sync;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import org.jspecify.annotations.Nullable;

/**
 * What makes the sync loop run: work, a server that can be reached again, a poke, a page that is
 * looked at. The one place that knows when an attempt is due, the same in a page and on the JVM.
 *
 * <p>The promise (I8): work, a reachable server and a signed-in user make an attempt that is
 * scheduled. So that it does not hang on one trigger, while work waits a watch looks twice a minute
 * whether an attempt is scheduled; and since a frozen page loses the watch too, every trigger also
 * looks whether the watch is late.
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

  /** Hears that the connection came or went, once for each time. */
  public interface Edges {
    /**
     * @param wasVerified whether the server had been heard until now
     */
    void wentOffline(boolean wasVerified);

    /** The server was heard, before the sync that this begins. */
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

  /** The replica changed, here or by another tab. */
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
      loop.pull();
    }
    watch();
  }

  /** Somebody looks at the page again, or has just signed in: there may be news, and a way. */
  public void looked() {
    if (network.isOnline()) {
      loop.pull();
    } else {
      network.check(verdict -> {});
    }
    watch();
  }

  /** The space is at {@code version} now; another tab may have brought it already. */
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

  /** There is no stream of pokes to be had, and somebody looks: there may be news. */
  public void poll() {
    SyncState state = loop.state();
    if (state == SyncState.IDLE || state == SyncState.NEEDS_LOGIN) {
      loop.pull(); // in the other states it is on its way, or must not be
    }
    watch();
  }

  /** A run of the loop has ended. */
  public void ended(@Nullable Failure failure) {
    double heard = poked;
    poked = 0; // asked for once: a server restored from a backup may never get there again
    if (!network.isOnline()) {
      loop.pause();
    } else if (failure == null && heard > replica.cursor()) {
      loop.pull();
    }
    watch();
  }

  private void watch() {
    boolean late = watch != null && clock.now() > due + WATCH;
    if (late && watch != null) {
      watch.cancel();
      watch = null;
      look();
    }
    if (watch == null && replica.hasWork()) {
      due = clock.now() + WATCH;
      watch =
          clock.after(
              WATCH,
              () -> {
                watch = null;
                look();
                watch();
              });
    }
  }

  private void look() {
    if (network.isOnline()) {
      loop.changed();
    }
  }
}
