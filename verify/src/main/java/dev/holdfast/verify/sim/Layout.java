package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;

/**
 * Which release has written what lies on a device's disk. Sees that the one that runs writes
 * nothing over what a newer one left.
 */
final class Layout {
  private final LocalDisk disk;
  private boolean newer;
  private boolean wasNewer;

  Layout(LocalDisk disk) {
    this.disk = disk;
  }

  /** A newer release has written here, or is the one that runs now. */
  void newer(boolean is) {
    Json meta = Records.meta(disk);
    boolean upgraded = !Json.isAbsent(meta) && Records.number(meta, "format") > 1;
    if (upgraded && is != newer && !disk.rot().any()) {
      Json changed = Json.copy(meta);
      Json.set(changed, "format", Json.of(Records.number(meta, "format") + (is ? 1 : -1)));
      disk.raw(Table.META).put("replica", changed);
      disk.sync();
      newer = is;
      wasNewer |= is;
    }
  }

  boolean isNewer() {
    return newer;
  }

  boolean wasNewer() {
    return wasNewer;
  }

  /** The browser dropped everything. */
  void forget() {
    newer = false;
  }

  /** A transaction is about to become durable. */
  void committing() {
    if (newer) {
      throw new Violation("newer data", "what a newer release wrote is written over");
    }
  }
}
