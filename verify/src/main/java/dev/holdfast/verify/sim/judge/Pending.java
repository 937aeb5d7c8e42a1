package dev.holdfast.verify.sim.judge;

import dev.holdfast.verify.sim.ground.Edit;
import java.util.ArrayList;
import java.util.List;

/** Edits that were started, and of which it is not known yet whether they are durable. */
public final class Pending {
  private final List<Asked> asked = new ArrayList<>();

  private record Asked(int device, Edit edit) {}

  void add(int device, List<Edit> edits) {
    for (Edit edit : edits) {
      asked.add(new Asked(device, edit));
    }
  }

  void remove(int device, List<Edit> edits) {
    for (Edit edit : edits) {
      asked.remove(new Asked(device, edit));
    }
  }

  boolean has(int device, Edit edit) {
    return asked.contains(new Asked(device, edit));
  }

  /**
   * Whether a later edit of the same field on the device may be durable. Its page may not know yet,
   * or have died before it knew.
   */
  boolean mayReplace(int device, String key, String field) {
    for (Asked later : asked) {
      if (later.device() == device && later.edit().covers(key, field)) {
        return true;
      }
    }
    return false;
  }
}
