package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Hooks;

/** Deliberate bugs in the queue of intercepted requests. */
final class QueueBugs {
  private QueueBugs() {}

  static final class NoKey extends Hooks {
    @Override
    public String key(String id) {
      return "";
    }
  }

  static final class NewKey extends Hooks {
    private int sent;

    @Override
    public String key(String id) {
      return id + "-" + ++sent;
    }
  }

  static final class MarkLost extends LayoutBugs.Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      boolean marked = key.equals("audit") && !Json.isAbsent(Json.get(record, "marks"));
      Json written = marked ? Json.copy(record) : record;
      if (marked) {
        Json.remove(written, Json.of("marks"));
      }
      return written;
    }
  }

  static final class LaneForgotten extends StoreBugs.Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.META || !key.startsWith("lane/");
    }
  }

  private static boolean isId(Table table, String key, Json value) {
    return table == Table.META && key.startsWith("id/") && Json.isString(Json.get(value, "is"));
  }

  static final class IdLost extends StoreBugs.Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return !isId(table, key, value);
    }
  }

  static final class IdOfAnother extends LayoutBugs.Seen {
    private Json last = Json.absent();

    @Override
    Json writes(Table table, String key, Json record) {
      Json written = record;
      if (isId(table, key, record)) {
        Json mine = Json.get(record, "is");
        if (!Json.isAbsent(last)) {
          written = Json.copy(record);
          Json.set(written, "is", last);
        }
        last = mine;
      }
      return written;
    }
  }

  /** A temporary id that waits for the backend's id is read as if it were that id. */
  static final class SentUnnamed extends LayoutBugs.Seen {
    @Override
    Json reads(Table table, Json record) {
      boolean awaited =
          table == Table.META
              && Json.isObject(record)
              && Json.isString(Json.get(record, "temporary"))
              && Json.isAbsent(Json.get(record, "is"));
      Json read = awaited ? Json.copy(record) : record;
      if (awaited) {
        Json.set(read, "is", Json.of(Json.stringify(Json.get(record, "temporary"))));
      }
      return read;
    }
  }

  /** Somebody who has signed in does not know the ids that were made before. */
  static final class IdOfNobody extends LayoutBugs.Seen {
    @Override
    Json writes(Table table, String key, Json record) {
      Json ids = Json.isObject(record) ? Json.get(record, "ids") : Json.absent();
      boolean named = table == Table.REQUESTS && Json.isString(Json.get(record, "subject"));
      if (!named || !Json.isArray(ids)) {
        return record;
      }
      Json own = Json.array();
      for (int i = 0; i < Json.size(ids); i++) {
        if (!Json.text(Json.get(Json.at(ids, i), "row")).startsWith("id/\0")) {
          Json.push(own, Json.at(ids, i));
        }
      }
      Json written = Json.copy(record);
      Json.set(written, "ids", own);
      return written;
    }
  }

  static final class Stopped extends Hooks {
    @Override
    public boolean mendsTheQueue() {
      return false;
    }
  }

  /**
   * Counts a request as acknowledged when it is sent, like a queue that deletes before it sends.
   */
  static final class SentGone extends Hooks {
    @Override
    public Store store(Store store) {
      return (write, body, done) ->
          store.transact(
              write,
              tx -> body.run(new Puts(tx, (table, key, value) -> kept(tx, table, key, value))),
              done);
    }

    private static boolean kept(Transaction tx, Table table, String key, Json value) {
      boolean sent =
          table == Table.REQUESTS
              && Json.isObject(value) // the disk may have damaged it
              && Json.equal(Json.get(value, "state"), Json.of("inFlight"));
      if (sent) {
        tx.delete(table, key);
        tx.get(
            Table.META,
            "audit",
            found -> {
              Json audit = Json.copy(found);
              Json.set(audit, "acknowledged", Json.of(Records.number(audit, "acknowledged") + 1));
              tx.put(Table.META, "audit", audit);
            });
      }
      return !sent;
    }
  }
}
