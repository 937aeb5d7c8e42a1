package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Trace;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.Servers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the app is told: that work is done, or why not. Sees that it is true and to be expected. */
public final class Promises {
  private final Trace trace;
  private final Servers servers;
  private final Ledger ledger;

  public Promises(Trace trace, Servers servers, Ledger ledger) {
    this.trace = trace;
    this.servers = servers;
    this.ledger = ledger;
  }

  /** A sync answered that all of this is acknowledged. */
  public void synced(Device device, List<String> ids) {
    Set<String> unsent = Records.unsent(device.disk());
    for (String id : ids) {
      if (unsent.contains(id)) {
        throw new Violation("sync", "answered true, but " + id + " is not acknowledged");
      }
    }
  }

  /** A method ended. */
  public void ended(Device device, String what, @Nullable Failure failure) {
    if (failure != null) {
      trace.note(what + failure.code());
      if (!isExpected(device, failure)) {
        throw new Violation("failure", what + " failed: " + failure.getMessage(), failure);
      }
    }
  }

  private static boolean isExpected(Device device, Failure failure) {
    LocalDisk disk = device.disk();
    return switch (failure.code()) {
      case QUOTA -> disk.isFull();
      case CORRUPT_PAGE -> disk.rot().any(); // not even that could be written
      case NEWER_DATA -> disk.layout().wasNewer();
      case SIGNED_OUT -> device.login().wasLeft();
      case STORE_CLOSED, STATE_NOT_LOADED, UNKNOWN_KEY -> true;
      default -> false;
    };
  }

  /** The app was told that something went wrong. */
  public void told(Device device, Failure failure) {
    boolean restored = servers.sync().lineages() > 0;
    if (failure.code() == Code.EPOCH_CHANGED) {
      // With REST each replica has a lineage of its own, and imports bring others.
      if (!restored && servers.rest() == null) {
        throw new Violation("lineage", "a new epoch, but no backup was restored");
      }
      ledger.remade(device);
    }
    // A cursor that went with a damaged record cannot tell the server that its past is another one.
    boolean unaware = restored && device.disk().rot().wasBad();
    boolean diverged = failure.code() == Code.DIVERGED && !unaware;
    if (diverged || failure.code() == Code.STORE_FAILED) {
      throw new Violation("failure", "device " + device.number() + ": " + failure.getMessage());
    }
  }
}
