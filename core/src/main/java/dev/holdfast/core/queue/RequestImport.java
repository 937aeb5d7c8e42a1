package dev.holdfast.core.queue;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Adds requests that were exported here or elsewhere at the end of the queue. They keep their ids,
 * so a backend that honours {@code Idempotency-Key} carries out each once, whichever installation
 * sends it.
 */
public final class RequestImport {
  private final Transaction tx;
  private final Json entries;
  private final Json ids = Json.object();

  private RequestImport(Transaction tx, Json entries) {
    this.tx = tx;
    this.entries = entries;
  }

  /**
   * Checks entries before {@link #run}.
   *
   * @param entries each a {@link QueuedRequest}
   * @throws Failure {@code BAD_IMPORT}
   */
  public static void check(Json entries) {
    for (int i = 0, n = Json.size(entries); i < n; i++) {
      Json entry = Json.at(entries, i);
      for (String field : new String[] {"id", "lane", "method", "url", "state"}) {
        expect(entry, field, Json.STRING);
      }
      expect(entry, "headers", Json.ARRAY);
      expect(entry, "at", Json.NUMBER);
    }
  }

  private static void expect(Json entry, String field, int kind) {
    if (!Json.isObject(entry) || Json.kind(Json.get(entry, field)) != kind) {
      throw new Failure(
          Failure.Code.BAD_IMPORT,
          "a request's " + field + " is missing or wrong; nothing was imported");
    }
  }

  /** Adds all entries or none. Skips an entry whose id is already in the queue. */
  public static void run(Store store, Json entries, Done done) {
    store.transact(
        true,
        tx ->
            tx.scan(
                Table.REQUESTS,
                RequestLog.ALL,
                RequestLog.ALL,
                rows -> new RequestImport(tx, entries).behind(rows)),
        done);
  }

  private void behind(Json rows) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json id = Json.get(Json.at(Json.at(rows, i), 1), "id");
      Json.set(ids, id, id);
    }
    take(0);
  }

  /** Adds one entry after the other, since each changes a count. */
  private void take(int at) {
    if (at == Json.size(entries)) {
      return;
    }
    Json entry = Json.copy(Json.at(entries, at));
    Json id = Json.get(entry, "id");
    if (!Json.isAbsent(Json.get(ids, id))) {
      take(at + 1);
      return;
    }
    Json.set(ids, id, id);
    boolean parked = prepare(entry);
    QueueAudit.count(
        tx,
        QueueAudit.TOTAL,
        total -> {
          String key = QueueAudit.key(total);
          tx.put(Table.REQUESTS, key, entry);
          if (parked) {
            take(at + 1);
          } else {
            TemporaryIds.make(tx, key, entry);
            Lanes.enter(tx, entry, before -> take(at + 1));
          }
        });
  }

  /** Turns it into an entry of this installation. Returns whether it is parked. */
  private static boolean prepare(Json entry) {
    boolean sent =
        QueuedRequest.is(entry, QueuedRequest.IN_FLIGHT)
            || QueuedRequest.is(entry, QueuedRequest.UNKNOWN);
    boolean parked =
        QueuedRequest.is(entry, QueuedRequest.PARKED)
            || (sent && QueuedRequest.parksUnknown(entry));
    String state = sent ? QueuedRequest.UNKNOWN : QueuedRequest.QUEUED;
    QueuedRequest.become(entry, parked ? QueuedRequest.PARKED : state, QueuedRequest.NOBODY);
    QueuedRequest.showsItsId(entry); // another installation's page waits for its answer
    Json.set(entry, "attempts", Json.of(0)); // counts the attempts of this installation alone
    Json.set(entry, "notBefore", Json.of(0));
    return parked;
  }
}
