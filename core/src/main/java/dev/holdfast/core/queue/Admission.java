package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** One request on its way into the {@link RequestLog}, unless it is there already. */
final class Admission {
  private static final String MARK = "mark/";
  private static final String MARKS_END = "mark0";

  private final Json entry;
  private final boolean mayGo;
  private final String holder;
  private String key = RequestLog.ALL;
  private String id;
  private boolean direct;

  /** As {@link RequestLog#admit} has it. */
  Admission(Json entry, boolean mayGo, String holder) {
    this.entry = entry;
    this.mayGo = mayGo;
    this.holder = holder;
    this.id = Json.text(Json.get(entry, "id"));
  }

  void tell(RequestLog.Admitted admitted) {
    admitted.as(key, id, direct);
  }

  /** In a transaction, which may run twice. */
  void run(Transaction tx) {
    tx.scan(Table.META, MARK, MARKS_END, marks -> unlessMarked(tx, marks));
  }

  private void unlessMarked(Transaction tx, Json marks) {
    Json mark = before(marks);
    if (Json.isAbsent(mark)) {
      TemporaryIds.note(tx, entry, waits -> add(tx, mayGo && !waits));
    } else {
      id = Json.text(Json.get(mark, "id"));
      mark(tx, mark);
    }
  }

  private void add(Transaction tx, boolean free) {
    String lane = RequestLog.lane(entry);
    tx.get(
        Table.META,
        lane,
        found -> {
          double unsent = RequestLog.number(found);
          direct = free && unsent == 0;
          tx.put(Table.META, lane, Json.of(unsent + 1));
          mark(tx, entry);
          RequestLog.count(
              tx,
              "total",
              total -> {
                key = RequestLog.key(total);
                RequestLog.add(tx, key, entry, direct, holder);
              });
        });
  }

  /** The mark of a worker before this one that waits for this very request. */
  private Json before(Json marks) {
    for (int i = 0; i < Json.size(marks); i++) {
      Json mark = Json.at(Json.at(marks, i), 1);
      if (!Json.text(Json.get(mark, "holder")).equals(holder)
          && same(mark, "client")
          && same(mark, "hash")
          && same(mark, "method")
          && same(mark, "url")) {
        return mark;
      }
    }
    return Json.absent();
  }

  private boolean same(Json mark, String field) {
    return Json.sameText(Json.get(mark, field), Json.get(entry, field));
  }

  private void mark(Transaction tx, Json of) {
    Json mark = Json.object();
    Json.set(mark, "holder", Json.of(holder));
    for (String field : new String[] {"id", "client", "hash", "method", "url"}) {
      Json.set(mark, field, Json.get(of, field));
    }
    tx.put(Table.META, mark(Json.text(Json.get(of, "id"))), mark);
  }

  /** Where the mark of a request is. */
  static String mark(String id) {
    return MARK.concat(id);
  }
}
