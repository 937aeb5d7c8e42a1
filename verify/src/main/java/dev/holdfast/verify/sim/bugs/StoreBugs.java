package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import dev.holdfast.verify.sim.device.Packs;
import dev.holdfast.verify.sim.ground.Hooks;
import org.jspecify.annotations.Nullable;

/** Deliberate bugs on the replica's disk. */
final class StoreBugs {
  private StoreBugs() {}

  /** Changes what a transaction writes. */
  abstract static class Put extends Hooks {
    @Override
    public Store store(Store store) {
      return (write, body, done) ->
          store.transact(write, tx -> body.run(new Puts(tx, this::writes)), done);
    }

    /** Whether the record is written. */
    abstract boolean writes(Table table, String key, Json value);
  }

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
      if (table != Table.OUTBOX) {
        return true;
      }
      Json left = Packs.map(value, entry -> isSent(entry) ? Json.absent() : entry);
      if (Json.isAbsent(left)) {
        tx.delete(table, key);
      } else {
        tx.put(table, key, left);
      }
      return false;
    }

    private static boolean isSent(Json entry) {
      return Json.text(Json.get(entry, "state")).equals("inFlight");
    }
  }

  static final class PageLost extends Put {
    private int pages;

    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.PAGES || ++pages % 9 != 0;
    }
  }

  static final class ArchiveLost extends Put {
    @Override
    boolean writes(Table table, String key, Json value) {
      return table != Table.ARCHIVE;
    }
  }

  static final class Torn extends Put {
    private int records;

    @Override
    boolean writes(Table table, String key, Json value) {
      return ++records % 40 != 0;
    }
  }

  /** Reports a full disk as success. Other failures of a transaction are still reported. */
  static final class Early extends Hooks {
    @Override
    public Store store(Store store) {
      return (write, body, done) ->
          store.transact(write, body, failure -> done.ended(isFull(failure) ? null : failure));
    }

    private static boolean isFull(@Nullable Failure failure) {
      return failure != null && failure.code() == Failure.Code.QUOTA;
    }
  }

  static final class HalfUndone extends Hooks {
    @Override
    public boolean keepsPartOfFailures() {
      return true;
    }
  }

  /** Writes the documents of a push into the server version before there is an answer. */
  static final class Ahead extends Hooks {
    @Override
    public Store store(Store store) {
      return (write, body, done) ->
          store.transact(
              write,
              tx -> body.run(new Puts(tx, (table, key, value) -> ahead(tx, table, value))),
              done);
    }

    private static boolean ahead(Transaction tx, Table table, Json record) {
      if (table == Table.OUTBOX) {
        Packs.entries("", record).values().forEach(entry -> ahead(tx, entry));
      }
      return true;
    }

    private static void ahead(Transaction tx, Json entry) {
      if (SentGone.isSent(entry)) {
        Json document = Json.array();
        Json.push(document, Json.get(entry, "base"));
        Json.push(document, Json.of(0));
        Json.push(document, Json.get(entry, "value"));
        tx.get(
            Table.PAGES,
            "",
            page -> {
              Json changed = Json.isObject(page) ? Json.copy(page) : Json.object();
              Json.set(changed, Json.get(entry, "key"), document);
              tx.put(Table.PAGES, "", changed);
            });
      }
    }
  }
}
