package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import dev.holdfast.verify.sim.device.Packs;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Hooks;

/** Deliberate bugs in reading and writing records. */
final class LayoutBugs {
  private LayoutBugs() {}

  static final class DamageThrownAway extends StoreBugs.Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.DAMAGED;
    }
  }

  /** Changes what a transaction reads or writes. */
  abstract static class Seen extends Hooks {
    @Override
    public Store store(Store store) {
      return (write, body, done) -> store.transact(write, tx -> body.run(new Gets(tx, this)), done);
    }

    /** The record to read in place of {@code record}. */
    Json reads(Table table, Json record) {
      return record;
    }

    /** The record to write in place of {@code record}. */
    Json writes(Table table, String key, Json record) {
      return record;
    }

    /** The row {@code [key, record]} that a scan returns in place of {@code row}. */
    Json row(Table table, Json row) {
      return row;
    }

    /** Whether a scan returns the record. */
    boolean has(Table table, Json record) {
      return true;
    }
  }

  static final class UpgradeLosesWork extends Seen {
    @Override
    boolean has(Table table, Json record) {
      Json base = Json.isObject(record) ? Json.get(record, "base") : Json.absent();
      return table != Table.OUTBOX || !Json.isNumber(base) || Json.number(base) >= 0;
    }
  }

  static final class NewerOverwritten extends Seen {
    @Override
    Json reads(Table table, Json record) {
      boolean newer =
          table == Table.META && Json.isObject(record) && Records.number(record, "format") == 5;
      Json read = newer ? Json.copy(record) : record;
      if (newer) {
        Json.set(read, "format", Json.of(4));
      }
      return read;
    }
  }

  /** Work that is read from the disk counts as never sent and never exported. */
  static final class Unfrozen extends Seen {
    @Override
    Json row(Table table, Json row) {
      if (table != Table.OUTBOX) {
        return row;
      }
      Json changed = Json.array();
      Json.push(changed, Json.at(row, 0));
      Json.push(changed, Packs.map(Json.at(row, 1), Unfrozen::thawed));
      return changed;
    }

    private static Json thawed(Json entry) {
      Json thawed = Json.copy(entry);
      Json.set(thawed, "frozen", Json.of(false));
      return thawed;
    }
  }

  static final class Unsealed extends Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      boolean seals =
          table == Table.META && key.equals("replica") && Json.isTrue(Json.get(record, "sealed"));
      Json written = seals ? Json.copy(record) : record;
      if (seals) {
        Json.set(written, "sealed", Json.of(false));
      }
      return written;
    }
  }

  static final class Stale extends Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      boolean forgets =
          table == Table.META
              && key.equals("replica")
              && Records.number(record, "generation") % 3 == 0;
      Json written = forgets ? Json.copy(record) : record;
      if (forgets) {
        Json.set(written, "generation", Json.of(Records.number(record, "generation") - 1));
      }
      return written;
    }
  }

  private static final class Gets implements Transaction {
    private final Transaction tx;
    private final Seen seen;

    Gets(Transaction tx, Seen seen) {
      this.tx = tx;
      this.seen = seen;
    }

    @Override
    public void get(Table table, String key, Sink then) {
      tx.get(table, key, record -> then.accept(seen.reads(table, record)));
    }

    @Override
    public void keys(Table table, Sink then) {
      tx.keys(table, then);
    }

    @Override
    public void scan(Table table, String from, String to, Sink then) {
      tx.scan(
          table,
          from,
          to,
          rows -> {
            Json left = Json.array();
            for (int i = 0; i < Json.size(rows); i++) {
              if (seen.has(table, Json.at(Json.at(rows, i), 1))) {
                Json.push(left, seen.row(table, Json.at(rows, i)));
              }
            }
            then.accept(left);
          });
    }

    @Override
    public void put(Table table, String key, Json value) {
      tx.put(table, key, seen.writes(table, key, value));
    }

    @Override
    public void delete(Table table, String key) {
      tx.delete(table, key);
    }

    @Override
    public void deleteRange(Table table, String from, String to) {
      tx.deleteRange(table, from, to);
    }
  }
}
