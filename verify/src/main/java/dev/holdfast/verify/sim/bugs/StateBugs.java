package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Packs;
import dev.holdfast.verify.sim.ground.Hooks;
import dev.holdfast.verify.sim.ground.Notes;
import java.util.Map;
import java.util.TreeMap;

/** Deliberate bugs in what a state is made of. */
final class StateBugs {
  private StateBugs() {}

  /** Changes a list that becomes one value. */
  private abstract static class Converting extends LayoutBugs.Seen {
    @Override
    final Json writes(Table table, String key, Json record) {
      return table == Table.OUTBOX ? Packs.map(record, this::converted) : record;
    }

    private Json converted(Json record) {
      Json value = Json.get(record, "value");
      boolean converts =
          Json.isArray(value)
              && Json.size(value) > 0
              && Json.isAbsent(Json.get(record, "baseValue"))
              && Json.text(Json.get(record, "key")).equals(Notes.key("~"));
      if (!converts) {
        return record;
      }
      Json other = Json.array();
      for (int i = 0; i < Json.size(value); i++) {
        Json element = element(Json.at(value, i), i, Json.size(value));
        if (!Json.isAbsent(element)) {
          Json.push(other, element);
        }
      }
      Json written = Json.copy(record);
      Json.set(written, "value", other);
      return written;
    }

    /** The element in place of the one at {@code i}; absent for none. */
    abstract Json element(Json element, int i, int size);
  }

  /** The last element is lost. */
  static final class Dropped extends Converting {
    @Override
    Json element(Json element, int i, int size) {
      return i == size - 1 ? Json.absent() : element;
    }
  }

  /** An element that has an unsent edit becomes what the edit was made on. */
  static final class Undone extends Converting {
    private final Map<String, Json> before = new TreeMap<>();

    @Override
    boolean has(Table table, Json record) {
      if (table == Table.OUTBOX) {
        for (Json entry : Packs.entries("", record).values()) {
          Json base = Placed.value(Json.get(entry, "baseValue"));
          before.put(Json.text(Json.get(entry, "key")), base);
        }
      }
      return true;
    }

    @Override
    Json element(Json element, int i, int size) {
      Json id = Json.isObject(element) ? Json.get(element, "id") : Json.absent();
      Json base = Json.isString(id) ? before.get(Notes.key(Json.text(id))) : null;
      return base != null && Json.isObject(base) ? base : element;
    }
  }

  /** Each conversion marks an element by a number of its own. */
  static final class Differently extends Converting {
    private int conversions;

    @Override
    Json element(Json element, int i, int size) {
      if (i > 0 || !Json.isObject(element)) {
        return element;
      }
      Json marked = Json.copy(element);
      conversions++;
      Json.set(marked, "converted", Json.of(conversions));
      return marked;
    }
  }

  static final class NewerWritten extends Hooks {
    @Override
    public boolean writesNewerState() {
      return true;
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
