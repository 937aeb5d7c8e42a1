package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * How many unsent requests each lane has, so that a write need not read the queue to know whether
 * it may leave at once. Requests of one lane leave in their order.
 */
final class Lanes {
  /* META: 'lane/NAME' the number; no record if it is 0. */
  private static final String ROW = "lane/";
  private static final String ROWS_END = "lane0";

  private Lanes() {}

  /** Hears a number. */
  interface Counted {
    void as(double count);
  }

  /** The request waits in its lane now. {@code then} hears how many waited there before. */
  static void enter(Transaction tx, Json request, Counted then) {
    String lane = row(request);
    tx.get(
        Table.META,
        lane,
        found -> {
          double unsent = QueuedRequest.number(found);
          tx.put(Table.META, lane, Json.of(unsent + 1));
          then.as(unsent);
        });
  }

  /** The request waits in its lane no more. */
  static void leave(Transaction tx, Json request) {
    String lane = row(request);
    tx.get(
        Table.META,
        lane,
        found -> {
          double unsent = QueuedRequest.number(found);
          if (unsent > 1) {
            tx.put(Table.META, lane, Json.of(unsent - 1));
          } else {
            tx.delete(Table.META, lane);
          }
        });
  }

  /** No request is in any lane; who counts anew enters each again. */
  static void clear(Transaction tx) {
    tx.deleteRange(Table.META, ROW, ROWS_END);
  }

  private static String row(Json request) {
    return ROW.concat(QueuedRequest.lane(request));
  }
}
