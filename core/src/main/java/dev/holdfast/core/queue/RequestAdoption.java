package dev.holdfast.core.queue;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Gives the requests that were queued before anybody was signed in to a subject, with the temporary
 * ids that they make. They keep their places and ids. One transaction, so they are given once.
 */
public final class RequestAdoption {
  private final Transaction tx;
  private final String subject;

  private RequestAdoption(Transaction tx, String subject) {
    this.tx = tx;
    this.subject = subject;
  }

  public static void run(Store store, String subject, Done done) {
    store.transact(
        true,
        tx ->
            tx.scan(
                Table.REQUESTS,
                RequestLog.ALL,
                RequestLog.ALL,
                rows ->
                    TemporaryIds.adopt(
                        tx, subject, ids -> new RequestAdoption(tx, subject).take(rows, 0, ids))),
        done);
  }

  /**
   * Takes one entry after the other, since each changes the count of its lane.
   *
   * @param ids the new keys of the temporary ids' records, by the old ones
   */
  private void take(Json rows, int at, Json ids) {
    if (at == Json.size(rows)) {
      return;
    }
    String key = Json.text(Json.at(Json.at(rows, at), 0));
    Json entry = Json.at(Json.at(rows, at), 1);
    Runnable next = () -> take(rows, at + 1, ids);
    boolean moved = TemporaryIds.follow(entry, ids);
    if (!QueuedRequest.subject(entry).isEmpty()) {
      if (moved) {
        tx.put(Table.REQUESTS, key, entry);
      }
      next.run();
      return;
    }
    boolean parked = QueuedRequest.is(entry, QueuedRequest.PARKED);
    if (!parked) {
      Lanes.leave(tx, entry);
    }
    giveOne(entry, subject);
    tx.put(Table.REQUESTS, key, entry);
    if (parked) {
      next.run();
    } else {
      Lanes.enter(tx, entry, before -> next.run());
    }
  }

  /** Makes an entry of nobody one of the subject. Its lane is a lane of that subject. */
  private static void giveOne(Json entry, String subject) {
    Json.set(entry, "subject", Json.of(subject));
    Json.set(entry, "lane", Json.of(subject.concat(" ").concat(QueuedRequest.lane(entry))));
  }

  /** Gives nobody's entries to a subject before they are imported. */
  public static void give(Json entries, String subject) {
    Json moved = Json.object();
    for (int i = 0, n = Json.size(entries); i < n; i++) {
      Json entry = Json.at(entries, i);
      if (QueuedRequest.subject(entry).isEmpty()) {
        String before = TemporaryIds.row(entry);
        giveOne(entry, subject);
        Json.set(moved, before, Json.of(TemporaryIds.row(entry)));
      }
    }
    for (int i = 0, n = Json.size(entries); i < n; i++) {
      TemporaryIds.follow(Json.at(entries, i), moved);
    }
  }
}
