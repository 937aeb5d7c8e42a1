package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Temporary ids and the server's ids that replace them. A page gives a temporary id to a thing that
 * a queued request will make on the server. A later request that uses the id waits until the
 * server's id is known. If the server refuses the request that makes the thing, the later one is
 * parked.
 *
 * <p>An id may be minted by the worker, for a page that gave none. While the page may still get the
 * server's own answer, such an id is {@code minted} in the entry and has no record.
 *
 * <p>An entry of the queue has {@code makes}, the temporary id of the thing it makes, and {@code
 * ids: [{temporary, row, is}]}, the temporary ids it uses. {@code row} is the key of the id's
 * record below. {@code is} is the server's id as JSON text, absent while it is unknown.
 */
final class TemporaryIds {
  /*
   * META: key 'id/SUBJECT U+0000 TEMPORARY', value {subject, temporary, at, by, is}. It is written
   * when the request that makes the thing is admitted; 'by' is that request's key. It is deleted if
   * that request is refused, or after 30 days once the queue is empty.
   *
   * A request waits for earlier requests only, so there is no cycle. A refused request that is
   * tried again goes to the end of the queue; requests before it that use its id are parked.
   */
  private static final String ROW = "id/";
  private static final String ROWS_END = "id0";
  private static final double KEPT = 30 * 86_400_000d;

  private TemporaryIds() {}

  /** Called with whether the request has to wait for an id. */
  interface Noted {
    void noted(boolean waits);
  }

  /** Called with the state of an entry's ids. */
  interface Resolved {
    /**
     * @param pending whether a request that makes one of them has no answer yet
     * @param lost an id that no request makes any more; absent if there is none
     */
    void resolved(boolean pending, Json lost);
  }

  /**
   * Sets {@code makes} and {@code ids} of a request that is being admitted.
   *
   * @param entry with {@code temporary}, the id of the thing it makes, and {@code names}, all its
   *     texts that may be ids, as {@code {text: true}}; without {@code names} if no route makes ids
   */
  static void note(Transaction tx, Json entry, Noted then) {
    Json names = Json.get(entry, "names");
    if (Json.isAbsent(names)) {
      then.noted(false);
      return;
    }
    all(tx, rows -> then.noted(note(tx, entry, names, rows)));
  }

  /** Reads the records of all ids. */
  static void all(Transaction tx, Transaction.Sink then) {
    tx.scan(Table.META, ROW, ROWS_END, then);
  }

  private static boolean note(Transaction tx, Json entry, Json names, Json rows) {
    Json ids = Json.array();
    Json temporary = Json.get(entry, "temporary");
    double old = Json.number(Json.get(entry, "at")) - KEPT;
    boolean makes = Json.isString(temporary);
    boolean waits = false;
    boolean expired = false;
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json row = Json.at(Json.at(rows, i), 1);
      Json id = Json.get(row, "temporary");
      String whose = QueuedRequest.subject(row);
      expired |= Json.number(Json.get(row, "at")) < old;
      if ((whose.isEmpty() || whose.equals(QueuedRequest.subject(entry)))
          && !Json.isAbsent(Json.get(names, id))) {
        Json named = Json.object();
        Json.set(named, "temporary", id);
        Json.set(named, "row", Json.at(Json.at(rows, i), 0));
        Json.set(named, "is", Json.get(row, "is"));
        Json.push(ids, named);
        waits |= Json.isAbsent(Json.get(row, "is"));
        makes &= !makes || !Json.sameText(id, temporary);
      }
    }
    // The transaction may run twice, so the first run's fields must go.
    Json.remove(entry, Json.of("ids"));
    Json.remove(entry, Json.of(QueuedRequest.MAKES));
    if (Json.size(ids) > 0) {
      Json.set(entry, "ids", ids);
    }
    if (makes) {
      Json.set(entry, QueuedRequest.MAKES, temporary);
    }
    if (expired) {
      tx.keys(
          Table.REQUESTS,
          left -> {
            if (Json.size(left) == 0) {
              expire(tx, rows, old);
            }
          });
    }
    return waits;
  }

  private static void expire(Transaction tx, Json rows, double old) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      if (Json.number(Json.get(Json.at(Json.at(rows, i), 1), "at")) < old) {
        tx.delete(Table.META, Json.text(Json.at(Json.at(rows, i), 0)));
      }
    }
  }

  /** Stores the id that the entry makes, if any. The server's id is still unknown. */
  static void make(Transaction tx, String key, Json entry) {
    if (makes(entry)) {
      put(tx, key, entry, Json.absent());
    }
  }

  /**
   * The server has accepted the entry.
   *
   * @param id the server's id as JSON text; empty if it gave none, so that the temporary id stays
   *     valid
   */
  static void made(Transaction tx, String key, Json entry, String id) {
    if (makes(entry)) {
      String own = Json.stringify(Json.get(entry, QueuedRequest.MAKES));
      put(tx, key, entry, Json.of(id.isEmpty() ? own : id));
    }
  }

  /** The entry will not be sent: forgets the id that it makes. */
  static void refused(Transaction tx, Json entry) {
    if (makes(entry)) {
      tx.delete(Table.META, row(entry));
    }
  }

  /** Fills in the server's ids that are known by now. {@code then} receives what is missing. */
  static void resolve(Transaction tx, String key, Json entry, Resolved then) {
    resolve(tx, key, entry, 0, then);
  }

  private static void resolve(Transaction tx, String key, Json entry, int at, Resolved then) {
    Json ids = Json.get(entry, "ids");
    int i = at;
    while (Json.isArray(ids) && i < Json.size(ids) && isKnown(Json.at(ids, i))) {
      i++;
    }
    if (!Json.isArray(ids) || i == Json.size(ids)) {
      then.resolved(false, Json.absent());
      return;
    }
    Json named = Json.at(ids, i);
    int next = i + 1;
    tx.get(
        Table.META,
        Json.text(Json.get(named, "row")),
        row -> {
          if (Json.isAbsent(row)) {
            then.resolved(false, Json.get(named, "temporary"));
          } else if (!isKnown(row)) {
            await(tx, key, named, row, then);
          } else {
            Json.set(named, "is", Json.get(row, "is"));
            resolve(tx, key, entry, next, then);
          }
        });
  }

  /**
   * Waits for the request that makes the id. The id counts as lost if that request comes after the
   * entry at {@code key}, or if the disk has lost it.
   */
  private static void await(Transaction tx, String key, Json named, Json row, Resolved then) {
    Json by = Json.get(row, "by");
    Json at = Json.isString(by) ? by : Json.of(key);
    tx.get(
        Table.REQUESTS,
        Json.text(at),
        maker -> {
          boolean pending = Json.isObject(maker) && Json.compare(at, Json.of(key)) <= 0;
          then.resolved(pending, pending ? Json.absent() : Json.get(named, "temporary"));
        });
  }

  /**
   * Gives the ids that nobody's requests make to a subject. An id that the server's has replaced
   * already stays: all may use it.
   *
   * @param then receives the new keys of their records, by the old ones
   */
  static void adopt(Transaction tx, String subject, Transaction.Sink then) {
    tx.scan(
        Table.META,
        ROW,
        ROWS_END,
        rows -> {
          Json moved = Json.object();
          for (int i = 0, n = Json.size(rows); i < n; i++) {
            Json key = Json.at(Json.at(rows, i), 0);
            Json row = Json.at(Json.at(rows, i), 1);
            if (QueuedRequest.subject(row).isEmpty() && !isKnown(row)) {
              Json.set(row, "subject", Json.of(subject));
              String now = row(row, Json.get(row, "temporary"));
              tx.delete(Table.META, Json.text(key));
              tx.put(Table.META, now, row);
              Json.set(moved, key, Json.of(now));
            }
          }
          then.accept(moved);
        });
  }

  /** Names the records of the entry's ids by their new keys. Returns whether one has moved. */
  static boolean follow(Json entry, Json moved) {
    Json ids = Json.get(entry, "ids");
    boolean any = false;
    for (int i = 0; Json.isArray(ids) && i < Json.size(ids); i++) {
      Json now = Json.get(moved, Json.get(Json.at(ids, i), "row"));
      if (Json.isString(now)) {
        Json.set(Json.at(ids, i), "row", now);
        any = true;
      }
    }
    return any;
  }

  /** Whether the entry uses the id that {@code maker} makes. */
  static boolean names(Json entry, Json maker) {
    Json ids = Json.get(entry, "ids");
    for (int i = 0; makes(maker) && i < Json.size(ids); i++) {
      if (Json.sameText(
          Json.get(Json.at(ids, i), "temporary"), Json.get(maker, QueuedRequest.MAKES))) {
        return true;
      }
    }
    return false;
  }

  private static boolean makes(Json entry) {
    return Json.isString(Json.get(entry, QueuedRequest.MAKES));
  }

  private static boolean isKnown(Json named) {
    return Json.isString(Json.get(named, "is"));
  }

  private static void put(Transaction tx, String key, Json entry, Json is) {
    Json row = Json.object();
    Json made = Json.get(entry, QueuedRequest.MAKES);
    Json.set(row, "subject", Json.get(entry, "subject"));
    Json.set(row, "temporary", made);
    Json.set(row, "at", Json.get(entry, "at"));
    Json.set(row, "by", Json.of(key));
    Json.set(row, "is", is);
    tx.put(Table.META, row(entry, made), row);
  }

  /** The key of the record of the id that the entry makes; no record's if it makes none. */
  static String row(Json entry) {
    return makes(entry) ? row(entry, Json.get(entry, QueuedRequest.MAKES)) : ROW;
  }

  private static String row(Json entry, Json temporary) {
    return ROW.concat(QueuedRequest.subject(entry)).concat("\0").concat(Json.text(temporary));
  }
}
