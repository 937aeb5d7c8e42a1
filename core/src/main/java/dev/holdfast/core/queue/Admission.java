package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** Puts one request into the {@link RequestLog}, unless it is there already. */
final class Admission {
  private static final String MARK = "mark/";
  private static final String MARKS_END = "mark0";

  private final Json entry;
  private final boolean mayGo;
  private final String holder;
  private String key = RequestLog.ALL;
  private String id;
  private boolean direct;

  /** The parameters are those of {@link RequestLog#admit}. */
  Admission(Json entry, boolean mayGo, String holder) {
    this.entry = entry;
    this.mayGo = mayGo;
    this.holder = holder;
    this.id = QueuedRequest.id(entry);
  }

  void tell(RequestLog.Admitted admitted) {
    admitted.accept(key, id, direct);
  }

  /** Runs inside a transaction, which may be tried twice. */
  void run(Transaction tx) {
    tx.scan(Table.META, MARK, MARKS_END, marks -> unlessMarked(tx, marks));
  }

  private void unlessMarked(Transaction tx, Json marks) {
    Json mark = before(marks);
    if (Json.isAbsent(mark)) {
      TemporaryIds.note(tx, entry, waits -> add(tx, mayGo && !waits));
    } else {
      id = QueuedRequest.id(mark);
      mark(tx, mark);
    }
  }

  private void add(Transaction tx, boolean free) {
    Lanes.enter(
        tx,
        entry,
        unsent -> {
          direct = free && unsent == 0;
          mark(tx, entry);
          QueueAudit.count(
              tx,
              QueueAudit.TOTAL,
              total -> {
                key = QueueAudit.key(total);
                RequestLog.add(tx, key, entry, direct, holder);
              });
        });
  }

  /** The mark that an earlier worker left for this same request; absent if there is none. */
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
    tx.put(Table.META, mark(QueuedRequest.id(of)), mark);
  }

  /** The key of a request's mark. */
  static String mark(String id) {
    return MARK.concat(id);
  }
}
