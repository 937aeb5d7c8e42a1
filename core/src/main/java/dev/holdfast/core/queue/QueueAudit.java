package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Counts the requests that were admitted and those that left, by the way they left. Each count
 * changes in the transaction that changes the request, so the sums always agree.
 */
final class QueueAudit {
  /*
   * META: key 'audit', value {total, acknowledged, superseded, discarded, archived} and the 'marks' of
   * Marks. Those of a subject's requests that left are counted under 'acknowledged@SUBJECT' and so on too.
   */
  static final String TOTAL = "total";

  private static final String ROW = "audit";

  private QueueAudit() {}

  /** Reads the record, as a copy to change and to {@link #write}. */
  static void read(Transaction tx, Transaction.Sink then) {
    tx.get(
        Table.META,
        ROW,
        audit -> then.accept(Json.isAbsent(audit) ? Json.object() : Json.copy(audit)));
  }

  static void write(Transaction tx, Json counts) {
    tx.put(Table.META, ROW, counts);
  }

  /** Adds one to a counter of the record. Returns the new count. */
  static double add(Json counts, String counter) {
    double now = QueuedRequest.number(Json.get(counts, counter)) + 1;
    Json.set(counts, counter, Json.of(now));
    return now;
  }

  /**
   * Counts a request that leaves, among all and among its subject's.
   *
   * @param more may change further counts before they are written
   */
  static void left(Transaction tx, String counter, Json request, Transaction.Sink more) {
    read(
        tx,
        counts -> {
          add(counts, counter);
          String subject = QueuedRequest.subject(request);
          if (!subject.isEmpty()) {
            add(counts, counter.concat("@").concat(subject));
          }
          more.accept(counts);
          write(tx, counts);
        });
  }

  /** Adds one to a counter. {@code then} receives the new count. */
  static void count(Transaction tx, String counter, Lanes.Counted then) {
    read(
        tx,
        counts -> {
          double now = add(counts, counter);
          write(tx, counts);
          then.counted(now);
        });
  }

  /**
   * The key of the request that brought the count to {@code total}: 15 digits, so that keys sort
   * like numbers.
   */
  static String key(double total) {
    String digits = Integer.toString((int) total);
    return "000000000000000".substring(digits.length()).concat(digits);
  }
}
