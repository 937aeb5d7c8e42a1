package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * How many requests came and how many left in which way. Counted in the transaction that changes
 * the request, so that the total is conserved.
 */
final class QueueAudit {
  /* META: 'audit' {total, acknowledged, superseded, discarded, archived}. */
  static final String TOTAL = "total";

  private static final String ROW = "audit";

  private QueueAudit() {}

  /** Counts one. {@code then} hears the counter as it is now. */
  static void count(Transaction tx, String counter, Lanes.Counted then) {
    tx.get(
        Table.META,
        ROW,
        audit -> {
          Json counts = Json.isAbsent(audit) ? Json.object() : Json.copy(audit);
          double now = QueuedRequest.number(Json.get(counts, counter)) + 1;
          Json.set(counts, counter, Json.of(now));
          tx.put(Table.META, ROW, counts);
          then.as(now);
        });
  }

  /** The key of the request that made the total this: 15 digits, so that keys ascend. */
  static String key(double total) {
    String digits = Integer.toString((int) total);
    return "000000000000000".substring(digits.length()).concat(digits);
  }
}
