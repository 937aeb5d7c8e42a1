package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Violation;

/**
 * Which release has written what lies on a device's disk. Sees that the one that runs writes
 * nothing over what a newer one left.
 */
public final class Layout {
  private final Medium medium;
  private final Rot rot;
  private boolean newer;
  private boolean wasNewer;

  Layout(Medium medium, Rot rot) {
    this.medium = medium;
    this.rot = rot;
  }

  /** A newer release has written here, or is the one that runs now. */
  public void newer(boolean is) {
    Json meta = Records.meta(rot);
    boolean upgraded = !Json.isAbsent(meta) && Records.number(meta, "format") > 1;
    if (upgraded && is != newer && !rot.any()) {
      Json changed = Json.copy(meta);
      Json.set(changed, "format", Json.of(Records.number(meta, "format") + (is ? 1 : -1)));
      medium.table(Table.META).put("replica", changed);
      medium.sync();
      newer = is;
      wasNewer |= is;
    }
  }

  public boolean isNewer() {
    return newer;
  }

  public boolean wasNewer() {
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
