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

/** What the app is told: that work is done, or why not. Checks that it is true and expected. */
public final class Promises {
  /** A save of what the page shows from before its device lost or reset its versions. */
  public static final String SAVE_OF_BEFORE = "save of before";

  /** What reads or writes whole states. */
  private static final Set<String> OF_STATES = Set.of("save", "load", "adopt", "migrate");

  private final Trace trace;
  private final Servers servers;
  private final Ledger ledger;
  private final Forms forms;
  private final boolean odd;

  /**
   * @param odd whether the space may hold documents that fit into no state of the app
   */
  public Promises(Trace trace, Servers servers, Ledger ledger, Forms forms, boolean odd) {
    this.odd = odd;
    this.forms = forms;
    this.trace = trace;
    this.servers = servers;
    this.ledger = ledger;
  }

  /** A sync reported that all these mutations are acknowledged. */
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
      if (!isRefusal(what, failure) && !isExpected(device, failure)) {
        throw new Violation("failure", what + " failed: " + failure.getMessage(), failure);
      }
    }
  }

  /**
   * Whether a write was refused since it would make a misfit. What a page was given, or has saved,
   * it can always save.
   */
  private boolean isRefusal(String what, Failure failure) {
    boolean writes = what.equals(SAVE_OF_BEFORE) || (odd && !OF_STATES.contains(what));
    return writes && failure.code() == Code.STATE_SHAPE;
  }

  private boolean isExpected(Device device, Failure failure) {
    LocalDisk disk = device.disk();
    return switch (failure.code()) {
      case QUOTA -> disk.isFull();
      case CORRUPT_PAGE -> disk.rot().any(); // setting the record aside failed too
      case NEWER_DATA -> disk.layout().wasNewer();
      case SIGNED_OUT -> device.login().wasLeft();
      case NEWER_STATE, MIGRATION_FAILED -> forms.latest() > 0;
      case STORE_CLOSED, STATE_NOT_LOADED, UNKNOWN_KEY -> true;
      default -> false;
    };
  }

  /** The app was told of a failure. */
  public void told(Device device, Failure failure) {
    boolean restored = servers.sync().lineages() > 0;
    if (failure.code() == Code.EPOCH_CHANGED) {
      // With REST each replica has a lineage of its own, and an import brings mutations of others.
      if (!restored && servers.rest() == null) {
        throw new Violation("lineage", "a new epoch, but no backup was restored");
      }
      ledger.remade(device);
    }
    // If the cursor was in a damaged record, the server cannot see that the lineage is another one.
    // Nor can it while a pull goes on in parts: only the end of that has a hash to compare. Nor
    // where
    // the data is of a release that kept no hash.
    boolean unaware = restored && (device.disk().rot().wasBad() || device.disk().isMixed());
    boolean diverged = failure.code() == Code.DIVERGED && !unaware;
    if (diverged || failure.code() == Code.STORE_FAILED) {
      throw new Violation("failure", "device " + device.number() + ": " + failure.getMessage());
    }
  }
}
