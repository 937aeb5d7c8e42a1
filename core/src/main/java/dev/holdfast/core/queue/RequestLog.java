package dev.holdfast.core.queue;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import org.jspecify.annotations.NullMarked;

/**
 * The app's own writes that the worker has taken over and the server has not answered for good, in
 * order. Every change is one transaction, counters included, so that each request is at any time in
 * exactly one state. Pages and workers may use it side by side.
 *
 * <p>An entry: {@code {id, state, lane, method, url, headers: [[name, value]], body, at, attempts,
 * cause}}, also {@code holder} while it is in flight, {@code notBefore} (ms) while it waits for a
 * time that the server named, and what else the worker noted at admission.
 */
@NullMarked
public final class RequestLog {
  /*
   * REQUESTS: key = 15-digit number that grows and is never reused, the count of all there ever were.
   * META: 'audit' the counters of what left; 'lane/NAME' how many unsent entries a lane has;
   * 'mark/ID' who waits for the answer to an intercepted request: the browser dispatches it again
   * when the worker is stopped before, and it must not become a second entry.
   */
  static final String QUEUED = "queued";
  static final String IN_FLIGHT = "inFlight";
  static final String UNKNOWN = "unknown";
  static final String PARKED = "parked";

  private static final String LANE = "lane/";
  private static final String MARK = "mark/";
  private static final String MARKS_END = "mark0";
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
   * @param entry all but {@code state} and {@code attempts}; with {@code client} and {@code hash}
   * @param mayGo whether it may be sent at once, if its lane is empty
   * @param holder the worker's instance
   */
  public void admit(
      Json entry, boolean mayGo, String holder, Admitted admitted, Store.Done failed) {
    Admission admission = new Admission(Json.text(Json.get(entry, "id")));
    store.transact(
        true,
        tx ->
            tx.scan(
                Table.META,
                MARK,
                MARKS_END,
                marks -> {
                  Json mark = before(marks, entry, holder);
                  if (!Json.isAbsent(mark)) {
                    admission.id = Json.text(Json.get(mark, "id"));
                    mark(tx, mark, holder);
                    return;
                  }
                  String lane = LANE.concat(Json.text(Json.get(entry, "lane")));
                  tx.get(
                      Table.META,
                      lane,
                      unsent -> {
                        admission.direct = mayGo && number(unsent) == 0;
                        tx.put(Table.META, lane, Json.of(number(unsent) + 1));
                        mark(tx, entry, holder);
                        count(
                            tx,
                            "total",
                            total -> {
                              admission.key = key(total);
                              add(tx, admission.key, entry, admission.direct, holder);
                            });
                      });
                }),
        failure -> {
          if (failure == null) {
            admitted.as(admission.key, admission.id, admission.direct);
          } else {
            failed.ended(failure);
          }
        });
  }

  private static void add(Transaction tx, String key, Json entry, boolean direct, String holder) {
    Json stored = Json.copy(entry);
    Json.remove(stored, Json.of("client"));
    Json.remove(stored, Json.of("hash"));
    Json.set(stored, "attempts", Json.of(direct ? 1 : 0));
    state(stored, direct ? IN_FLIGHT : QUEUED, holder);
    tx.put(Table.REQUESTS, key, stored);
  }

  /** The page has its answer: the same request from now on is another one. */
  public void answered(String id, Store.Done done) {
    store.transact(true, tx -> tx.delete(Table.META, MARK.concat(id)), done);
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
                    if (is(entry, IN_FLIGHT) && !has(holders, Json.get(entry, "holder"))) {
                      String key = Json.text(Json.at(Json.at(all, i), 0));
                      unknown(tx, key, entry, Outcome.noAnswer());
                    }
                    if (!is(entry, PARKED)) {
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

  /** Marks an entry as being sent by {@code holder}; absent in {@code then} if it is gone. */
  public void begin(String key, String holder, Transaction.Sink then, Store.Done failed) {
    Begun begun = new Begun();
    change(
        key,
        (tx, entry) -> {
          if (is(entry, QUEUED) || is(entry, UNKNOWN)) {
            Json.set(entry, "attempts", Json.of(Json.number(Json.get(entry, "attempts")) + 1));
            state(entry, IN_FLIGHT, holder);
            tx.put(Table.REQUESTS, key, entry);
            begun.entry = entry;
          }
        },
        failure -> {
          if (failure == null) {
            then.accept(begun.entry);
          } else {
            failed.ended(failure);
          }
        });
  }

  /** Stores what became of an entry in flight. */
  public void settle(String key, Outcome outcome, Store.Done done) {
    change(
        key,
        (tx, entry) -> {
          switch (outcome.fate()) {
            case ACKNOWLEDGED -> leave(tx, key, entry, "acknowledged");
            case REFUSED -> leave(tx, key, entry, "discarded");
            case PARKED -> {
              leaveLane(tx, entry);
              keep(tx, key, entry, PARKED, outcome);
            }
            case UNKNOWN -> unknown(tx, key, entry, outcome);
            default -> keep(tx, key, entry, QUEUED, outcome);
          }
        },
        done);
  }

  /** Nobody knows whether it had its effect: sent again, unless its route wants a decision. */
  private static void unknown(Transaction tx, String key, Json entry, Outcome outcome) {
    boolean parks = Json.isTrue(Json.get(entry, "parksUnknown"));
    if (parks) {
      leaveLane(tx, entry);
    }
    keep(tx, key, entry, parks ? PARKED : UNKNOWN, outcome);
  }

  private static void keep(Transaction tx, String key, Json entry, String state, Outcome outcome) {
    state(entry, state, ALL);
    Json.set(entry, "cause", Json.of(outcome.cause()));
    Json.set(entry, "notBefore", Json.of(outcome.notBefore()));
    tx.put(Table.REQUESTS, key, entry);
  }

  /** Sends a parked request again, under {@code newId} and behind all others. */
  public void retry(String id, String newId, Store.Done done) {
    parked(
        id,
        (tx, key, entry) ->
            enterLane(
                tx,
                entry,
                () -> {
                  tx.delete(Table.REQUESTS, key);
                  Json again = Json.copy(entry);
                  Json.set(again, "id", Json.of(newId));
                  Json.set(again, "notBefore", Json.of(0));
                  Json.remove(again, Json.of("cause"));
                  count(
                      tx,
                      "superseded",
                      s -> count(tx, "total", n -> add(tx, key(n), again, false, ALL)));
                }),
        done);
  }

  /** Gives a parked request up. */
  public void discard(String id, Store.Done done) {
    parked(
        id,
        (tx, key, entry) -> {
          tx.delete(Table.REQUESTS, key);
          count(tx, "discarded", n -> {});
        },
        done);
  }

  /** What a transaction found out on its way. */
  private static final class Admission {
    String key = ALL;
    String id;
    boolean direct;

    Admission(String id) {
      this.id = id;
    }
  }

  /** The same of {@link #begin}. */
  private static final class Begun {
    Json entry = Json.absent();
  }

  private interface Change {
    void of(Transaction tx, Json entry);
  }

  private interface ParkedChange {
    void of(Transaction tx, String key, Json entry);
  }

  interface Counted {
    void as(double count);
  }

  private void change(String key, Change change, Store.Done done) {
    store.transact(
        true,
        tx ->
            tx.get(
                Table.REQUESTS,
                key,
                entry -> {
                  if (!Json.isAbsent(entry)) {
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
                    if (is(entry, PARKED) && Json.text(Json.get(entry, "id")).equals(id)) {
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
    leaveLane(tx, entry);
    count(tx, counter, n -> {});
  }

  static void enterLane(Transaction tx, Json entry, Runnable then) {
    tx.get(
        Table.META,
        lane(entry),
        unsent -> {
          tx.put(Table.META, lane(entry), Json.of(number(unsent) + 1));
          then.run();
        });
  }

  private static void leaveLane(Transaction tx, Json entry) {
    String lane = lane(entry);
    tx.get(
        Table.META,
        lane,
        unsent -> {
          if (number(unsent) > 1) {
            tx.put(Table.META, lane, Json.of(number(unsent) - 1));
          } else {
            tx.delete(Table.META, lane);
          }
        });
  }

  static void count(Transaction tx, String counter, Counted then) {
    tx.get(
        Table.META,
        "audit",
        audit -> {
          Json counts = Json.isAbsent(audit) ? Json.object() : Json.copy(audit);
          double now = number(Json.get(counts, counter)) + 1;
          Json.set(counts, counter, Json.of(now));
          tx.put(Table.META, "audit", counts);
          then.as(now);
        });
  }

  /** The mark of a worker before {@code holder} that waits for this very request. */
  private static Json before(Json marks, Json entry, String holder) {
    for (int i = 0; i < Json.size(marks); i++) {
      Json mark = Json.at(Json.at(marks, i), 1);
      if (!Json.text(Json.get(mark, "holder")).equals(holder)
          && same(mark, entry, "client")
          && same(mark, entry, "hash")
          && same(mark, entry, "method")
          && same(mark, entry, "url")) {
        return mark;
      }
    }
    return Json.absent();
  }

  private static boolean same(Json a, Json b, String field) {
    return Json.sameText(Json.get(a, field), Json.get(b, field));
  }

  private static void mark(Transaction tx, Json of, String holder) {
    Json mark = Json.object();
    Json.set(mark, "holder", Json.of(holder));
    for (String field : new String[] {"id", "client", "hash", "method", "url"}) {
      Json.set(mark, field, Json.get(of, field));
    }
    tx.put(Table.META, MARK.concat(Json.text(Json.get(of, "id"))), mark);
  }

  static void state(Json entry, String state, String holder) {
    Json.set(entry, "state", Json.of(state));
    Json.set(entry, "holder", Json.of(holder));
  }

  static boolean is(Json entry, String state) {
    return Json.text(Json.get(entry, "state")).equals(state);
  }

  private static String lane(Json entry) {
    return LANE.concat(Json.text(Json.get(entry, "lane")));
  }

  private static boolean has(Json texts, Json text) {
    for (int i = 0; i < Json.size(texts); i++) {
      if (Json.sameText(Json.at(texts, i), text)) {
        return true;
      }
    }
    return false;
  }

  private static double number(Json value) {
    return Json.isNumber(value) ? Json.number(value) : 0;
  }

  /** The number as 15 digits. */
  static String key(double number) {
    String digits = Integer.toString((int) number);
    return "000000000000000".substring(digits.length()).concat(digits);
  }
}
