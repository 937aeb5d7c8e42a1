package dev.holdfast.verify.sim.page;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.verify.sim.device.Contents;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method. Checks that a failed call changes nothing (I6): neither the disk nor what
 * the page answers, unless the page just catches up with the disk, as it is or as it was between
 * two writes of other pages. Checked only if nothing else happened in the page meanwhile.
 */
final class Attempt {
  private final Replica replica;
  private final Contents disk;
  private final IntSupplier writes;
  private final String what;
  private final int written;
  private final String shown;
  private final TreeSet<String> wasOnDisk = new TreeSet<>();
  private boolean alone = true;

  /**
   * @param writes the number of transactions of the page that have written something
   */
  Attempt(Replica replica, Contents disk, IntSupplier writes, String what) {
    this.replica = replica;
    this.disk = disk;
    this.writes = writes;
    this.what = what;
    this.written = writes.getAsInt();
    this.shown = shown();
  }

  /** Something else happened in the page. */
  void disturbed() {
    alone = false;
  }

  /** Another page is about to change what is on disk. This one may have read it already. */
  void othersWrite() {
    if (alone) {
      wasOnDisk.add(Records.shown(disk));
    }
  }

  private String shown() {
    return replica.serverVersion() + " " + Json.stringify(new WorkList(replica).audit());
  }

  void ended(@Nullable Failure failure) {
    if (failure == null || !alone) {
      return;
    }
    if (writes.getAsInt() != written) {
      throw new Violation("I6", what + " failed and has changed what is on disk", failure);
    }
    if (failure.code() == Failure.Code.CORRUPT_PAGE) {
      return; // setting it aside failed too: the page shows what it could read
    }
    String now = shown();
    String onDisk = Records.shown(disk);
    boolean caughtUp = now.equals(onDisk) || wasOnDisk.contains(now);
    if (!now.equals(shown) && !onDisk.isEmpty() && !caughtUp) {
      throw new Violation("I6", what + " failed, and what was " + shown + " is " + now, failure);
    }
  }
}
