package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** Deliberate bugs in the queue of intercepted requests. */
final class QueueBugs {
  private QueueBugs() {}

  static final class NoKey extends Hooks {
    @Override
    String key(String id) {
      return "";
    }
  }

  static final class NewKey extends Hooks {
    private int sent;

    @Override
    String key(String id) {
      return id + "-" + ++sent;
    }
  }

  static final class MarkLost extends StoreBugs.Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.META || !key.startsWith("mark/");
    }
  }

  static final class LaneForgotten extends StoreBugs.Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.META || !key.startsWith("lane/");
    }
  }

  /**
   * Counts a request as acknowledged when it leaves, as a queue does that deletes before it sends.
   */
  static final class SentGone extends Hooks {
    @Override
    Store store(Store store) {
      return (write, body, done) ->
          store.transact(
              write,
              tx -> body.run(new Puts(tx, (table, key, value) -> kept(tx, table, key, value))),
              done);
    }

    private static boolean kept(Transaction tx, Table table, String key, Json value) {
      boolean sent =
          table == Table.REQUESTS && Json.text(Json.get(value, "state")).equals("inFlight");
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
