package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The intercepted requests whose pages wait for an answer. If the worker is stopped first, the
 * browser dispatches such a request again; its mark keeps it from becoming a second entry.
 */
final class Marks {
  /*
   * The field 'marks' of the record of QueueAudit, which each admission writes anyway: [{id, holder,
   * client, hash, method, url, at}]. A mark stays if its page is gone as well, so it is dropped after 30
   * days.
   *
   * An earlier release kept each mark under its own key, 'mark/ID'. Its worker may still live, and
   * deletes them then; so they are moved one by one, when their request comes again.
   */
  private static final String ROW = "mark/";
  private static final String ROWS_END = "mark0";
  private static final String FIELD = "marks";
  private static final double KEPT = 30 * 86_400_000d;

  private Marks() {}

  /** Reads the marks of an earlier release, {@code [[key, mark]]}. */
  static void earlier(Transaction tx, Transaction.Sink then) {
    tx.scan(Table.META, ROW, ROWS_END, then);
  }

  /** Deletes the mark of an earlier release, if there is one. */
  static void deleteEarlier(Transaction tx, String id) {
    tx.delete(Table.META, ROW.concat(id));
  }

  /** The marks in {@code counts} and in {@code rows}, which {@link #earlier} has read. */
  static Json of(Json counts, Json rows) {
    Json all = Json.array();
    Json marks = Json.get(counts, FIELD);
    for (int i = 0; Json.isArray(marks) && i < Json.size(marks); i++) {
      Json.push(all, Json.at(marks, i));
    }
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json.push(all, Json.at(Json.at(rows, i), 1));
    }
    return all;
  }

  /** The mark that an earlier worker left for this same request; absent if there is none. */
  static Json find(Json marks, Json entry, String holder) {
    for (int i = 0, n = Json.size(marks); i < n; i++) {
      Json mark = Json.at(marks, i);
      boolean same = !Json.text(Json.get(mark, "holder")).equals(holder);
      for (String field : new String[] {"client", "hash", "method", "url"}) {
        same &= Json.sameText(Json.get(mark, field), Json.get(entry, field));
      }
      if (same) {
        return mark;
      }
    }
    return Json.absent();
  }

  /** The mark of a request, or an earlier worker's mark, as {@code holder}'s. */
  static Json mark(Json of, String holder, Json at) {
    Json mark = Json.object();
    Json.set(mark, "holder", Json.of(holder));
    Json.set(mark, "at", at);
    for (String field : new String[] {"id", "client", "hash", "method", "url"}) {
      Json.set(mark, field, Json.get(of, field));
    }
    return mark;
  }

  /**
   * Changes the marks of {@code counts}.
   *
   * @param gone those to leave out, {@code {id: id}}
   * @param own one to add; absent for none
   */
  static void change(Json counts, Json gone, Json own) {
    Json marks = of(counts, Json.array());
    Json left = Json.array();
    double old = newest(marks) - KEPT;
    for (int i = 0, n = Json.size(marks); i < n; i++) {
      Json mark = Json.at(marks, i);
      boolean goes = !Json.isAbsent(Json.get(gone, Json.get(mark, "id")));
      if (!goes && QueuedRequest.number(Json.get(mark, "at")) >= old) {
        Json.push(left, mark);
      }
    }
    if (!Json.isAbsent(own)) {
      Json.push(left, own);
    }
    if (Json.size(left) == 0) {
      Json.remove(counts, Json.of(FIELD));
    } else {
      Json.set(counts, FIELD, left);
    }
  }

  private static double newest(Json marks) {
    double newest = 0;
    for (int i = 0, n = Json.size(marks); i < n; i++) {
      newest = Math.max(newest, QueuedRequest.number(Json.get(Json.at(marks, i), "at")));
    }
    return newest;
  }
}
