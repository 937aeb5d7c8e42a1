package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Transaction;

/** Puts one request into the {@link RequestLog}, unless it is there already. */
final class Admission {
  private final Json entry;
  private final boolean mayGo;
  private final String holder;
  private final Json answered;
  private final boolean looks;
  private Json earlier = Json.array();
  private boolean waits;
  private double unsent;
  private String key = RequestLog.ALL;
  private String id;
  private boolean direct;

  /**
   * The first parameters are those of {@link RequestLog#admit}.
   *
   * @param answered requests whose marks go, {@code {id: id}}
   * @param looks whether marks of an earlier release may be there
   */
  Admission(Json entry, boolean mayGo, String holder, Json answered, boolean looks) {
    this.entry = entry;
    this.mayGo = mayGo;
    this.holder = holder;
    this.answered = answered;
    this.looks = looks;
    this.id = QueuedRequest.id(entry);
  }

  void tell(RequestLog.Admitted admitted) {
    admitted.accept(key, id, direct);
  }

  /**
   * Runs inside a transaction, which may be tried twice. It asks for all that it reads at once,
   * since each answer takes a way to the disk and back; the answers come in the same order.
   */
  void run(Transaction tx) {
    if (looks) {
      Marks.earlier(tx, rows -> earlier = rows);
    }
    TemporaryIds.note(tx, entry, awaits -> waits = awaits);
    Lanes.read(tx, entry, count -> unsent = count);
    QueueAudit.read(tx, counts -> admit(tx, counts));
  }

  private void admit(Transaction tx, Json counts) {
    Json mark = Marks.find(Marks.of(counts, earlier), entry, holder);
    boolean known = !Json.isAbsent(mark);
    Json marked = known ? mark : entry;
    id = QueuedRequest.id(marked);
    direct = !known && mayGo && !waits && unsent == 0;
    key = known ? RequestLog.ALL : QueueAudit.key(QueueAudit.add(counts, QueueAudit.TOTAL));
    if (!known) {
      Lanes.write(tx, entry, unsent + 1);
      RequestLog.add(tx, key, entry, direct, holder);
    }
    Json gone = Json.copy(answered);
    Json.set(gone, id, Json.of(id));
    Marks.change(counts, gone, Marks.mark(marked, holder, Json.get(entry, "at")));
    QueueAudit.write(tx, counts);
    if (known && hasEarlier()) {
      Marks.deleteEarlier(tx, id);
    }
  }

  /** Whether marks of an earlier release were there. */
  boolean hasEarlier() {
    return Json.size(earlier) > 0;
  }
}
