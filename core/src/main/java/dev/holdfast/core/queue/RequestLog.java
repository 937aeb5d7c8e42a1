package dev.holdfast.core.queue;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The durable queue of intercepted requests that have no final answer yet, in order. Each change is
 * one transaction, counters included, so each request is always in exactly one state. Several pages
 * and workers may use it at once.
 *
 * <p>An entry is a {@link QueuedRequest}.
 */
public final class RequestLog {
  /*
   * REQUESTS: key = a growing 15-digit number, the count of all requests so far. After an eviction
   * it starts again, so a caller with an answer names the request's id as well as the key.
   * META: see Lanes, QueueAudit, Marks, TemporaryIds.
   */
  /** No entry's key: all of them. */
  public static final String ALL = "";

  private final Store store;

  /**
   * Requests whose pages have their answers, which the disk does not know yet: {@code {id: id}}.
   */
  private final Json answered = Json.object();

  /** Whether marks of an earlier release may be there. */
  private boolean earlier = true;

  /** Called with the result of an admission. */
  public interface Admitted {
    /**
     * @param key the entry's key; empty if the request was already admitted, under {@code id}
     * @param direct whether the caller must send it now and then {@link #settle} it
     */
    void accept(String key, String id, boolean direct);
  }

  /** Called with the entry if it may be sent. */
  public interface Begun {
    /**
     * @param entry absent if it may not be sent
     * @param waits whether that is because it waits for an id from another request
     */
    void begun(Json entry, boolean waits);
  }

  /** Receives a list of entries as {@code [[key, entry]]}. */
  public interface Entries {
    void accept(Json entries);
  }

  public RequestLog(Store store) {
    this.store = store;
  }

  /**
   * Admits a request to the queue. If the browser dispatches it again to a new worker, it is
   * recognised by its {@code client}, method, URL and {@code hash} of the body, and not admitted
   * twice.
   *
   * @param entry all fields but {@code state} and {@code attempts}, and {@code client} and {@code
   *     hash}. From its optional {@code names}, {@code temporary} and {@code mints} (whether the
   *     worker made that id), it gets {@code ids} and {@code makes} of {@link TemporaryIds}
   * @param mayGo whether it may be sent at once if its lane is empty
   * @param holder the id of the worker's instance
   */
  public void admit(Json entry, boolean mayGo, String holder, Admitted admitted, Done failed) {
    Json gone = Json.copy(answered);
    Admission admission = new Admission(entry, mayGo, holder, gone, earlier);
    store.transact(
        true,
        admission::run,
        failure -> {
          if (failure == null) {
            earlier = admission.hasEarlier();
            forget(gone);
            admission.tell(admitted);
          } else {
            failed.ended(failure);
          }
        });
  }

  /**
   * The page has its answer. If the same request comes again, it is a new one; {@link
   * #storeAnswered} or the next admission makes that durable.
   */
  public void answered(String id) {
    Json.set(answered, id, Json.of(id));
  }

  /** Stores which pages have their answers, unless an admission has done so. */
  public void storeAnswered(Done done) {
    Json gone = Json.copy(answered);
    if (Json.size(Json.keys(gone)) == 0) {
      done.ended(null);
      return;
    }
    store.transact(
        true,
        tx ->
            QueueAudit.read(
                tx,
                counts -> {
                  Marks.change(counts, gone, Json.absent());
                  QueueAudit.write(tx, counts);
                }),
        failure -> {
          if (failure == null) {
            forget(gone);
          }
          done.ended(failure);
        });
  }

  /** The disk knows that these pages have their answers. */
  private void forget(Json gone) {
    Json ids = Json.keys(gone);
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json.remove(answered, Json.at(ids, i));
    }
  }

  /**
   * Reads the entries that wait to be sent, in order. Requests in flight whose holder is gone now
   * have an unknown outcome.
   *
   * @param holders ids of the instances that are alive, {@code [text]}
   */
  public void unsent(Json holders, Entries then, Done failed) {
    Json[] found = {Json.absent()};
    store.transact(
        true,
        tx ->
            tx.scan(
                Table.REQUESTS,
                ALL,
                ALL,
                all -> {
                  found[0] = Json.array(); // the transaction may run twice
                  for (int i = 0; i < Json.size(all); i++) {
                    Json entry = Json.at(Json.at(all, i), 1);
                    if (QueuedRequest.is(entry, QueuedRequest.IN_FLIGHT)
                        && !has(holders, Json.get(entry, "holder"))) {
                      String key = Json.text(Json.at(Json.at(all, i), 0));
                      Attempt.unknown(tx, key, entry, Outcome.noAnswer());
                    }
                    if (!QueuedRequest.is(entry, QueuedRequest.PARKED)) {
                      Json.push(found[0], Json.at(all, i));
                    }
                  }
                }),
        failure -> {
          if (failure == null) {
            then.accept(found[0]);
          } else {
            failed.ended(failure);
          }
        });
  }

  /**
   * Reads what waits to be sent, and the temporary ids: {@code [[[key, entry]], [[key, {subject,
   * temporary, is}]]]}.
   */
  public void waiting(Entries then, Done failed) {
    Json[] found = {Json.absent()};
    store.transact(
        false,
        tx -> {
          found[0] = Json.array(); // the transaction may run twice
          tx.scan(Table.REQUESTS, ALL, ALL, all -> Json.push(found[0], all));
          TemporaryIds.all(tx, rows -> Json.push(found[0], rows));
        },
        failure -> {
          if (failure == null) {
            then.accept(found[0]);
          } else {
            failed.ended(failure);
          }
        });
  }

  /**
   * Marks an entry as being sent by {@code holder}, unless it is gone or must not be sent yet. Keys
   * start again after an eviction: an entry with another {@code id} counts as gone.
   */
  public void begin(String key, String id, String holder, Begun then, Done failed) {
    Attempt attempt = new Attempt(key, id, holder);
    store.transact(true, attempt::begin, failure -> attempt.tell(failure, then, failed));
  }

  /**
   * Stores the outcome of an entry in flight. Keys start again after an eviction: an entry with
   * another {@code id} is not changed.
   */
  public void settle(String key, String id, Outcome outcome, Done done) {
    store.transact(true, tx -> Attempt.settle(tx, key, id, outcome), done);
  }

  /**
   * {@link #settle}, and {@link #begin} of the next one, in one transaction.
   *
   * @param next {@code [key, entry]}
   */
  public void goOn(
      String key, String id, Outcome outcome, Json next, String holder, Begun then, Done failed) {
    Attempt attempt =
        new Attempt(Json.text(Json.at(next, 0)), QueuedRequest.id(Json.at(next, 1)), holder);
    store.transact(
        true,
        tx -> {
          // What both may change, the first reads and writes before the second reads it.
          Attempt.settle(tx, key, id, outcome);
          attempt.begin(tx);
        },
        failure -> attempt.tell(failure, then, failed));
  }

  /** Puts a parked request back at the end of the queue, under {@code newId}. */
  public void retry(String id, String newId, Done done) {
    retry(id, newId, Json.absent(), done);
  }

  /**
   * The same, with a changed entry.
   *
   * @param edited the entry to send in its place; absent to send it unchanged
   */
  public void retry(String id, String newId, Json edited, Done done) {
    parked(
        id,
        (tx, key, entry) ->
            Lanes.enter(
                tx,
                entry,
                before -> {
                  tx.delete(Table.REQUESTS, key);
                  Json again = QueuedRequest.again(Json.isAbsent(edited) ? entry : edited, newId);
                  QueueAudit.left(
                      tx,
                      "superseded",
                      entry,
                      counts -> {
                        String now = QueueAudit.key(QueueAudit.add(counts, QueueAudit.TOTAL));
                        add(tx, now, again, false, QueuedRequest.NOBODY);
                      });
                }),
        done);
  }

  /** Deletes a parked request. */
  public void discard(String id, Done done) {
    parked(
        id,
        (tx, key, entry) -> {
          tx.delete(Table.REQUESTS, key);
          QueueAudit.left(tx, "discarded", entry, counts -> {});
        },
        done);
  }

  /** Adds an entry. A {@code direct} one is marked as being sent by {@code holder}. */
  static void add(Transaction tx, String key, Json entry, boolean direct, String holder) {
    Json stored = QueuedRequest.admitted(entry, direct, holder);
    tx.put(Table.REQUESTS, key, stored);
    TemporaryIds.make(tx, key, stored);
  }

  private interface ParkedChange {
    void apply(Transaction tx, String key, Json entry);
  }

  private void parked(String id, ParkedChange change, Done done) {
    store.transact(
        true,
        tx ->
            tx.scan(
                Table.REQUESTS,
                ALL,
                ALL,
                all -> {
                  for (int i = 0; i < Json.size(all); i++) {
                    Json entry = Json.at(Json.at(all, i), 1);
                    if (QueuedRequest.is(entry, QueuedRequest.PARKED)
                        && QueuedRequest.id(entry).equals(id)) {
                      change.apply(tx, Json.text(Json.at(Json.at(all, i), 0)), entry);
                      return;
                    }
                  }
                  throw new Failure(Failure.Code.UNKNOWN_KEY, "no parked request ".concat(id));
                }),
        done);
  }

  private static boolean has(Json texts, Json text) {
    for (int i = 0; i < Json.size(texts); i++) {
      if (Json.sameText(Json.at(texts, i), text)) {
        return true;
      }
    }
    return false;
  }
}
