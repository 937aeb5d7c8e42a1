package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Violation;

/**
 * Which release wrote the data on a device's disk. Checks that a release writes nothing over the
 * data of a newer one.
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

  /** A newer release has written here, or, if {@code is} is false, now runs. */
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

  /** The browser deleted all data. */
  void forget() {
    newer = false;
  }

  /** Called before a transaction becomes durable. */
  void committing() {
    if (newer) {
      throw new Violation("newer data", "what a newer release wrote is written over");
    }
  }
}
