package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Hooks;
import dev.holdfast.verify.sim.ground.Notes;

/** Deliberate bugs in what a state is made of. */
final class StateBugs {
  private StateBugs() {}

  /** A list that becomes one value loses its last element. */
  static final class Dropped extends LayoutBugs.Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      Json value = table == Table.OUTBOX ? Json.get(record, "value") : Json.absent();
      boolean converts =
          Json.isArray(value)
              && Json.size(value) > 0
              && Json.isAbsent(Json.get(record, "baseValue"))
              && Json.text(Json.get(record, "key")).equals(Notes.key("~"));
      if (!converts) {
        return record;
      }
      Json fewer = Json.array();
      for (int i = 1; i < Json.size(value); i++) {
        Json.push(fewer, Json.at(value, i - 1));
      }
      Json written = Json.copy(record);
      Json.set(written, "value", fewer);
      return written;
    }
  }

  /** While a pull is under way, it is not known that documents are still missing. */
  static final class PartConverted extends LayoutBugs.Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      boolean partial =
          table == Table.META && Json.isObject(record) && Json.isTrue(Json.get(record, "partial"));
      Json written = partial ? Json.copy(record) : record;
      if (partial) {
        Json.set(written, "partial", Json.of(false));
      }
      return written;
    }
  }

  static final class MisfitsDeleted extends Hooks {
    @Override
    public boolean deletesMisfits() {
      return true;
    }
  }

  static final class SavedOverMisfit extends Hooks {
    @Override
    public boolean seesMisfits() {
      return true;
    }
  }
}
