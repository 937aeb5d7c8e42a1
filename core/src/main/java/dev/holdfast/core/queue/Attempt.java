package dev.holdfast.core.queue;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to send an entry of the {@link RequestLog}: its beginning and its outcome on disk.
 */
final class Attempt {
  private final String key;
  private final String id;
  private final String holder;
  private Json begun = Json.absent();
  private boolean waits;

  Attempt(String key, String id, String holder) {
    this.key = key;
    this.id = id;
    this.holder = holder;
  }

  /** Marks the entry as being sent, if it may be. The transaction may be tried twice. */
  void begin(Transaction tx) {
    begun = Json.absent();
    waits = false;
    read(
        tx,
        key,
        id,
        entry -> {
          if (QueuedRequest.is(entry, QueuedRequest.QUEUED)
              || QueuedRequest.is(entry, QueuedRequest.UNKNOWN)) {
            TemporaryIds.resolve(
                tx, key, entry, (pending, lost) -> begin(tx, entry, pending, lost));
          }
        });
  }

  private void begin(Transaction tx, Json entry, boolean pending, Json lost) {
    if (pending) {
      waits = true;
    } else if (Json.isAbsent(lost)) {
      QueuedRequest.begin(entry, holder);
      tx.put(Table.REQUESTS, key, entry);
      begun = entry;
    } else {
      park(tx, key, entry, Outcome.idLost(Json.text(lost)));
    }
  }

  /** After the transaction: what {@link #begin} has found. */
  void tell(@Nullable Failure failure, RequestLog.Begun then, Done failed) {
    if (failure == null) {
      then.begun(begun, waits);
    } else {
      failed.ended(failure);
    }
  }

  /** Stores the outcome. */
  static void settle(Transaction tx, String key, String id, Outcome outcome) {
    read(
        tx,
        key,
        id,
        entry -> {
          switch (outcome.fate()) {
            case ACKNOWLEDGED -> {
              TemporaryIds.made(tx, key, entry, outcome.id());
              leave(tx, key, entry, "acknowledged");
            }
            case REFUSED -> {
              TemporaryIds.refused(tx, entry);
              leave(tx, key, entry, "discarded");
            }
            case PARKED -> park(tx, key, entry, outcome);
            case UNKNOWN -> unknown(tx, key, entry, outcome);
            default -> keep(tx, key, entry, QueuedRequest.QUEUED, outcome);
          }
        });
  }

  /** Reads an entry, unless it is gone, or the disk has lost it. */
  private static void read(Transaction tx, String key, String id, Transaction.Sink then) {
    tx.get(
        Table.REQUESTS,
        key,
        entry -> {
          if (Json.isObject(entry) && QueuedRequest.id(entry).equals(id)) {
            then.accept(entry);
          }
        });
  }

  private static void leave(Transaction tx, String key, Json entry, String counter) {
    tx.delete(Table.REQUESTS, key);
    Lanes.leave(tx, entry);
    QueueAudit.left(tx, counter, entry, counts -> {});
  }

  /** The server may have carried it out: it is sent again, unless its route wants it parked. */
  static void unknown(Transaction tx, String key, Json entry, Outcome outcome) {
    if (QueuedRequest.parksUnknown(entry)) {
      park(tx, key, entry, outcome);
    } else {
      keep(tx, key, entry, QueuedRequest.UNKNOWN, outcome);
    }
  }

  private static void park(Transaction tx, String key, Json entry, Outcome outcome) {
    TemporaryIds.refused(tx, entry);
    Lanes.leave(tx, entry);
    keep(tx, key, entry, QueuedRequest.PARKED, outcome);
  }

  private static void keep(Transaction tx, String key, Json entry, String state, Outcome outcome) {
    QueuedRequest.stop(entry, state, outcome);
    if (QueuedRequest.showsItsId(entry) && !state.equals(QueuedRequest.PARKED)) {
      TemporaryIds.make(tx, key, entry);
    }
    tx.put(Table.REQUESTS, key, entry);
  }
}
