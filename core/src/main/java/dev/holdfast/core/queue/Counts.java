package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Transaction;

/**
 * The counts that change when a request leaves the queue, read before it is known whether it does.
 */
final class Counts {
  private Json audit = Json.absent();
  private double unsent;

  /**
   * Asks for those of the lane of {@code request}. They are there before what is asked for later.
   */
  Counts(Transaction tx, Json request) {
    Lanes.read(tx, request, count -> unsent = count);
    QueueAudit.read(tx, counts -> audit = counts);
  }

  /** Takes the request out of its lane, and adds one to a counter. */
  void leave(Transaction tx, Json request, String counter) {
    Lanes.leave(tx, request, unsent);
    QueueAudit.add(audit, counter);
    QueueAudit.write(tx, audit);
  }
}
