package dev.holdfast.core.queue;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The app's own writes that the worker has taken over and the server has not answered for good, in
 * order. Every change is one transaction, counters included, so that each request is at any time in
 * exactly one state. Pages and workers may use it side by side.
 *
 * <p>An entry is a {@link QueuedRequest}.
 */
public final class RequestLog {
  /*
   * REQUESTS: key = 15-digit number that grows, the count of all there ever were. After an eviction
   * it begins anew, so who comes back with an answer names the id too.
   * META: see Lanes, QueueAudit, TemporaryIds; 'mark/ID' who waits for the answer to an intercepted
   * request: the browser dispatches it again when the worker is stopped before, and it must not
   * become a second entry.
   */
  static final String ALL = "";

  private final Store store;

  /** Hears what became of an admission. */
  public interface Admitted {
    /**
     * @param key the entry's key; empty if it was admitted before, under {@code id}
     * @param direct whether the caller has to send it now, and then to {@link #settle} it
     */
    void as(String key, String id, boolean direct);
  }

  /** Hears whether an entry may be sent. */
  public interface Begun {
    /**
     * @param entry absent if it may not
     * @param waits whether that is for the id of something that is still on its way
     */
    void as(Json entry, boolean waits);
  }

  /** Takes a list of entries as {@code [[key, entry]]}. */
  public interface Entries {
    void are(Json entries);
  }

  public RequestLog(Store store) {
    this.store = store;
  }

  /**
   * Takes a request over. One that a worker before {@code holder} had admitted and not yet answered
   * is recognised, once: same {@code client}, method, URL and {@code hash} of the body.
   *
   * @param entry all but {@code state} and {@code attempts}; with {@code client} and {@code hash},
   *     and maybe with {@code names} and {@code temporary}, of which it gets {@code ids} and {@code
   *     makes}
   * @param mayGo whether it may be sent at once, if its lane is empty
   * @param holder the worker's instance
   */
  public void admit(
      Json entry, boolean mayGo, String holder, Admitted admitted, Store.Done failed) {
    Admission admission = new Admission(entry, mayGo, holder);
    store.transact(
        true,
        admission::run,
        failure -> {
          if (failure == null) {
            admission.tell(admitted);
          } else {
            failed.ended(failure);
          }
        });
  }

  /** The page has its answer: the same request from now on is another one. */
  public void answered(String id, Store.Done done) {
    store.transact(true, tx -> tx.delete(Table.META, Admission.mark(id)), done);
  }

  /**
   * What waits to be sent, in order. Requests left in flight by a holder that is gone have an
   * unknown outcome from now on.
   *
   * @param holders ids of the instances alive, {@code [text]}
   */
  public void unsent(Json holders, Entries then, Store.Done failed) {
    Json found = Json.array();
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
                    if (QueuedRequest.is(entry, QueuedRequest.IN_FLIGHT)
                        && !has(holders, Json.get(entry, "holder"))) {
                      String key = Json.text(Json.at(Json.at(all, i), 0));
                      unknown(tx, key, entry, Outcome.noAnswer());
                    }
                    if (!QueuedRequest.is(entry, QueuedRequest.PARKED)) {
                      Json.push(found, Json.at(all, i));
                    }
                  }
                }),
        failure -> {
          if (failure == null) {
            then.are(found);
          } else {
            failed.ended(failure);
          }
        });
  }

  /**
   * Marks an entry as being sent by {@code holder}, unless it is gone or must not leave yet. After
   * an eviction keys are given again: one with another {@code id} counts as gone.
   */
  public void begin(String key, String id, String holder, Begun then, Store.Done failed) {
    Beginning begun = new Beginning();
    change(
        key,
        (tx, entry) -> {
          if (QueuedRequest.id(entry).equals(id)
              && (QueuedRequest.is(entry, QueuedRequest.QUEUED)
                  || QueuedRequest.is(entry, QueuedRequest.UNKNOWN))) {
            TemporaryIds.resolve(
                tx,
                key,
                entry,
                (pending, lost) -> begin(tx, key, entry, pending, lost, holder, begun));
          }
        },
        failure -> {
          if (failure == null) {
            then.as(begun.entry, begun.waits);
          } else {
            failed.ended(failure);
          }
        });
  }

  private static void begin(
      Transaction tx,
      String key,
      Json entry,
      boolean pending,
      Json lost,
      String holder,
      Beginning begun) {
    if (pending) {
      begun.waits = true;
    } else if (Json.isAbsent(lost)) {
      QueuedRequest.begin(entry, holder);
      tx.put(Table.REQUESTS, key, entry);
      begun.entry = entry;
    } else {
      park(tx, key, entry, Outcome.idLost(Json.text(lost)));
    }
  }

  /**
   * Stores what became of an entry in flight. After an eviction keys are given again: one with
   * another {@code id} is left alone.
   */
  public void settle(String key, String id, Outcome outcome, Store.Done done) {
    change(
        key,
        (tx, entry) -> {
          if (!QueuedRequest.id(entry).equals(id)) {
            return;
          }
          switch (outcome.fate()) {
            case ACKNOWLEDGED -> {
              TemporaryIds.made(tx, key, entry, outcome.id());
              leave(tx, key, entry, "acknowledged");
            }
            case REFUSED -> {
              TemporaryIds.refused(tx, entry);
              leave(tx, key, entry, "discarded");
            }
            case PARKED -> park(tx, key, entry, outcome);
            case UNKNOWN -> unknown(tx, key, entry, outcome);
            default -> keep(tx, key, entry, QueuedRequest.QUEUED, outcome);
          }
        },
        done);
  }

  /** Nobody knows whether it had its effect: sent again, unless its route wants a decision. */
  private static void unknown(Transaction tx, String key, Json entry, Outcome outcome) {
    if (QueuedRequest.parksUnknown(entry)) {
      park(tx, key, entry, outcome);
    } else {
      keep(tx, key, entry, QueuedRequest.UNKNOWN, outcome);
    }
  }

  private static void park(Transaction tx, String key, Json entry, Outcome outcome) {
    TemporaryIds.refused(tx, entry);
    Lanes.leave(tx, entry);
    keep(tx, key, entry, QueuedRequest.PARKED, outcome);
  }

  private static void keep(Transaction tx, String key, Json entry, String state, Outcome outcome) {
    QueuedRequest.stop(entry, state, outcome);
    tx.put(Table.REQUESTS, key, entry);
  }

  /** Sends a parked request again, under {@code newId} and behind all others. */
  public void retry(String id, String newId, Store.Done done) {
    retry(id, newId, Json.absent(), done);
  }

  /**
   * The same, changed.
   *
   * @param edited the entry to send in its place; absent: as it is
   */
  public void retry(String id, String newId, Json edited, Store.Done done) {
    parked(
        id,
        (tx, key, entry) ->
            Lanes.enter(
                tx,
                entry,
                before -> {
                  tx.delete(Table.REQUESTS, key);
                  Json again = QueuedRequest.again(Json.isAbsent(edited) ? entry : edited, newId);
                  QueueAudit.count(
                      tx,
                      "superseded",
                      s ->
                          QueueAudit.count(
                              tx,
                              QueueAudit.TOTAL,
                              n -> add(tx, QueueAudit.key(n), again, false, QueuedRequest.NOBODY)));
                }),
        done);
  }

  /** Gives a parked request up. */
  public void discard(String id, Store.Done done) {
    parked(
        id,
        (tx, key, entry) -> {
          tx.delete(Table.REQUESTS, key);
          QueueAudit.count(tx, "discarded", n -> {});
        },
        done);
  }

  /** What a transaction of {@link #begin} found out on its way. */
  private static final class Beginning {
    Json entry = Json.absent();
    boolean waits;
  }

  /** Adds an entry, {@code direct} ones as being sent by {@code holder}. */
  static void add(Transaction tx, String key, Json entry, boolean direct, String holder) {
    Json stored = QueuedRequest.admitted(entry, direct, holder);
    tx.put(Table.REQUESTS, key, stored);
    TemporaryIds.make(tx, key, stored);
  }

  private interface Change {
    void of(Transaction tx, Json entry);
  }

  private interface ParkedChange {
    void of(Transaction tx, String key, Json entry);
  }

  private void change(String key, Change change, Store.Done done) {
    store.transact(
        true,
        tx ->
            tx.get(
                Table.REQUESTS,
                key,
                entry -> {
                  if (Json.isObject(entry)) { // else it is gone, or the medium has lost it
                    change.of(tx, entry);
                  }
                }),
        done);
  }

  private void parked(String id, ParkedChange change, Store.Done done) {
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
                      change.of(tx, Json.text(Json.at(Json.at(all, i), 0)), entry);
                      return;
                    }
                  }
                  throw new Failure(Failure.Code.UNKNOWN_KEY, "no parked request ".concat(id));
                }),
        done);
  }

  private static void leave(Transaction tx, String key, Json entry, String counter) {
    tx.delete(Table.REQUESTS, key);
    Lanes.leave(tx, entry);
    QueueAudit.count(tx, counter, n -> {});
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
