package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Counts the unsent requests of each lane. So a new request need not read the queue to know whether
 * it can be sent at once: requests of one lane are sent in order.
 */
final class Lanes {
  /* META: key 'lane/NAME', value the count; no record if it is 0. */
  private static final String ROW = "lane/";
  private static final String ROWS_END = "lane0";

  private Lanes() {}

  /** Receives a count. */
  interface Counted {
    void counted(double count);
  }

  /** Reads how many unsent requests are in the request's lane. */
  static void read(Transaction tx, Json request, Counted then) {
    read(tx, row(request), then);
  }

  private static void read(Transaction tx, String lane, Counted then) {
    tx.get(Table.META, lane, found -> then.counted(QueuedRequest.number(found)));
  }

  /** Stores how many unsent requests are in the request's lane, at least 1. */
  static void write(Transaction tx, Json request, double unsent) {
    tx.put(Table.META, row(request), Json.of(unsent));
  }

  /** Adds the request to its lane. {@code then} receives how many were in it before. */
  static void enter(Transaction tx, Json request, Counted then) {
    String lane = row(request);
    read(
        tx,
        lane,
        unsent -> {
          tx.put(Table.META, lane, Json.of(unsent + 1));
          then.counted(unsent);
        });
  }

  /** Takes the request out of its lane. */
  static void leave(Transaction tx, Json request) {
    String lane = row(request);
    read(
        tx,
        lane,
        unsent -> {
          if (unsent > 1) {
            tx.put(Table.META, lane, Json.of(unsent - 1));
          } else {
            tx.delete(Table.META, lane);
          }
        });
  }

  /** Empties all lanes. To count again, enter each request again. */
  static void clear(Transaction tx) {
    tx.deleteRange(Table.META, ROW, ROWS_END);
  }

  private static String row(Json request) {
    return ROW.concat(QueuedRequest.lane(request));
  }
}
