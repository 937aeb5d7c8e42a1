package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The ids that pages gave to what the server had not named yet, and the server's that took their
 * place. A request that names such an id after the one that makes it waits until the server's is
 * known; it is parked if the server refuses the one that makes it.
 *
 * <p>An entry's own part: {@code makes}, the temporary id whose thing it makes, and {@code ids:
 * [{temporary, is}]}, those it names; {@code is} is the server's id as JSON text, absent while
 * nobody knows it.
 */
final class TemporaryIds {
  /*
   * META: 'id/SUBJECT U+0000 TEMPORARY': {subject, temporary, at, by, is}, there from the admission
   * of the request that makes it, whose key is 'by'. It goes if that request is refused, and when
   * nothing unsent is left after 30 days.
   *
   * A request waits for earlier ones only, so that there is no cycle: one that makes a thing and is
   * tried again once it was refused goes behind all others, and what named it before is parked.
   */
  private static final String ROW = "id/";
  private static final String ROWS_END = "id0";
  private static final double KEPT = 30 * 86_400_000d;

  private TemporaryIds() {}

  /** Says whether the request has to wait for an id. */
  interface Noted {
    void as(boolean waits);
  }

  /** Says what an entry's ids are now. */
  interface Resolved {
    /**
     * @param pending whether the request that makes one of them is still on its way
     * @param lost one that nothing makes any more; absent if there is none
     */
    void as(boolean pending, Json lost);
  }

  /**
   * Notes what a request that is being admitted makes and names.
   *
   * @param entry with {@code names}, the texts that may be ids as {@code {text: true}}, unless no
   *     route makes any, and {@code temporary}, the id of what it makes
   */
  static void note(Transaction tx, Json entry, Noted then) {
    Json names = Json.get(entry, "names");
    if (Json.isAbsent(names)) {
      then.as(false);
      return;
    }
    tx.scan(Table.META, ROW, ROWS_END, rows -> then.as(note(tx, entry, names, rows)));
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
      String whose = subject(row);
      expired |= Json.number(Json.get(row, "at")) < old;
      if ((whose.isEmpty() || whose.equals(subject(entry)))
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
    // The transaction may run twice.
    Json.remove(entry, Json.of("ids"));
    Json.remove(entry, Json.of("makes"));
    if (Json.size(ids) > 0) {
      Json.set(entry, "ids", ids);
    }
    if (makes) {
      Json.set(entry, "makes", temporary);
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

  /** The entry's thing is on its way to the server, unless the entry makes none. */
  static void make(Transaction tx, String key, Json entry) {
    if (makes(entry)) {
      put(tx, key, entry, Json.absent());
    }
  }

  /**
   * The server has taken the entry.
   *
   * @param id the server's id as JSON text; empty if it named none, so that ours is good
   */
  static void made(Transaction tx, String key, Json entry, String id) {
    if (makes(entry)) {
      String own = Json.stringify(Json.get(entry, "makes"));
      put(tx, key, entry, Json.of(id.isEmpty() ? own : id));
    }
  }

  /** The entry will not be sent. */
  static void refused(Transaction tx, Json entry) {
    if (makes(entry)) {
      tx.delete(Table.META, row(entry, Json.get(entry, "makes")));
    }
  }

  /** Fills in what is known by now, and says what is not. */
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
      then.as(false, Json.absent());
      return;
    }
    Json named = Json.at(ids, i);
    int next = i + 1;
    tx.get(
        Table.META,
        Json.text(Json.get(named, "row")),
        row -> {
          if (Json.isAbsent(row)) {
            then.as(false, Json.get(named, "temporary"));
          } else if (!isKnown(row)) {
            await(tx, key, named, row, then);
          } else {
            Json.set(named, "is", Json.get(row, "is"));
            resolve(tx, key, entry, next, then);
          }
        });
  }

  /**
   * Waits for what is made, unless that comes behind the entry at {@code key}, or the medium has
   * lost the request that makes it.
   */
  private static void await(Transaction tx, String key, Json named, Json row, Resolved then) {
    Json by = Json.get(row, "by");
    Json at = Json.isString(by) ? by : Json.of(key);
    tx.get(
        Table.REQUESTS,
        Json.text(at),
        maker -> {
          boolean pending = Json.isObject(maker) && Json.compare(at, Json.of(key)) <= 0;
          then.as(pending, pending ? Json.absent() : Json.get(named, "temporary"));
        });
  }

  /** Whether the entry names what {@code maker} makes. */
  static boolean names(Json entry, Json maker) {
    Json ids = Json.get(entry, "ids");
    for (int i = 0; makes(maker) && i < Json.size(ids); i++) {
      if (Json.sameText(Json.get(Json.at(ids, i), "temporary"), Json.get(maker, "makes"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean makes(Json entry) {
    return Json.isString(Json.get(entry, "makes"));
  }

  private static boolean isKnown(Json named) {
    return Json.isString(Json.get(named, "is"));
  }

  private static void put(Transaction tx, String key, Json entry, Json is) {
    Json row = Json.object();
    Json made = Json.get(entry, "makes");
    Json.set(row, "subject", Json.get(entry, "subject"));
    Json.set(row, "temporary", made);
    Json.set(row, "at", Json.get(entry, "at"));
    Json.set(row, "by", Json.of(key));
    Json.set(row, "is", is);
    tx.put(Table.META, row(entry, made), row);
  }

  private static String row(Json entry, Json temporary) {
    return ROW.concat(subject(entry)).concat("\0").concat(Json.text(temporary));
  }

  private static String subject(Json of) {
    Json subject = Json.get(of, "subject");
    return Json.isString(subject) ? Json.text(subject) : "";
  }
}
