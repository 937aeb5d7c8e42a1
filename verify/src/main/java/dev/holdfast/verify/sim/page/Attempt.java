package dev.holdfast.verify.sim.page;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.verify.sim.device.Contents;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method, to see that it changes nothing if it fails (I6): neither on disk, nor in
 * what the page answers, unless that catches up with what is on disk. Judged only if the page did
 * nothing else meanwhile.
 */
final class Attempt {
  private final Replica replica;
  private final Contents disk;
  private final IntSupplier writes;
  private final String what;
  private final int written;
  private final String shown;
  private boolean alone = true;

  /**
   * @param writes how many transactions of the page have written something
   */
  Attempt(Replica replica, Contents disk, IntSupplier writes, String what) {
    this.replica = replica;
    this.disk = disk;
    this.writes = writes;
    this.what = what;
    this.written = writes.getAsInt();
    this.shown = shown();
  }

  /** Something else went on in the page. */
  void disturbed() {
    alone = false;
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
      return; // it could not be set aside either: what was read up to there is shown
    }
    String now = shown();
    String onDisk = Records.shown(disk);
    if (!now.equals(shown) && !onDisk.isEmpty() && !now.equals(onDisk)) {
      throw new Violation("I6", what + " failed, and what was " + shown + " is " + now, failure);
    }
  }
}
