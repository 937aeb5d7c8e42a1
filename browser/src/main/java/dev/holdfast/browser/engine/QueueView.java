package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.DamagedRequests;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.RequestAdoption;
import dev.holdfast.core.queue.RequestImport;
import dev.holdfast.core.queue.RequestLog;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** The worker's queue of intercepted requests, as the page reads and changes it. */
final class QueueView {
  private final Store store;
  private final Clock clock;
  private final RequestLog log;
  private final String subject;
  private Json all = Json.array();
  private Json rows = Json.array();
  private Json counts = Json.object();
  private Json read = Json.array();
  private Json added = Json.array();
  private String state = "idle";

  /** Numbers of reads: the latest that has begun, and the latest of some entries that has ended. */
  private int begun;

  private int shown;

  /**
   * @param subject the subject whose entries are shown and counted, besides those without a subject
   */
  QueueView(Store store, Clock clock, String subject) {
    this.subject = subject;
    this.store = store;
    this.clock = clock;
    log = new RequestLog(store);
  }

  /** Reads the queue again. */
  void refresh(Done done) {
    int mine = ++begun;
    store.transact(
        false,
        tx -> {
          tx.scan(Table.REQUESTS, RequestLog.ALL, RequestLog.ALL, this::show);
          readCounts(tx);
        },
        failure -> {
          if (failure == null && shown > mine) {
            refresh(done); // meanwhile a later one has brought what this one did not see yet
          } else {
            done.ended(failure);
          }
        });
  }

  /**
   * Reads some of its entries again, and those that are new. Others may have gone meanwhile: see
   * {@link #isBehind}.
   *
   * @param changed their keys, {@code {key: 1}}; {@link RequestLog#ALL} means all
   */
  void refresh(Json changed, Done done) {
    if (!Json.isAbsent(Json.get(changed, RequestLog.ALL))) {
      refresh(done);
      return;
    }
    String last = last(all);
    Json keys = known(Json.keys(changed), last);
    int mine = ++begun;
    store.transact(
        false,
        tx -> {
          read = Json.array(); // the transaction may run twice
          for (int i = 0, n = Json.size(keys); i < n; i++) {
            tx.get(Table.REQUESTS, Json.text(Json.at(keys, i)), entry -> Json.push(read, entry));
          }
          tx.scan(Table.REQUESTS, last + " ", RequestLog.ALL, found -> added = found);
          readCounts(tx);
        },
        failure -> {
          if (failure == null) {
            show(merged(all, keys, read, added));
            shown = mine;
          }
          done.ended(failure);
        });
  }

  /**
   * Whether the counts told that entries have gone or come which the last read was not told of. The
   * message is on its way, most often.
   */
  boolean isBehind() {
    return begun == shown && Json.size(all) != left(counts);
  }

  private void readCounts(Transaction tx) {
    tx.get(Table.META, "audit", audit -> counts = Json.isAbsent(audit) ? Json.object() : audit);
  }

  private void show(Json found) {
    all = found;
    rows = own(found);
    state = state(rows);
  }

  /**
   * What a page shows of the requests that are not parked, {@code syncState}'s text: somebody has
   * to sign in, some wait, they are being sent, or there are none.
   */
  String state() {
    return state;
  }

  @Script
  private static native String state(Json rows);

  /** How many entries there are, by the counts. */
  @Script
  private static native double left(Json counts);

  /** The key of the last row; empty if there is none. */
  @Script
  private static native String last(Json rows);

  /** The keys that are not behind {@code last}. */
  @Script
  private static native Json known(Json keys, String last);

  /** The rows {@code [[key, entry]]}, with those of {@code keys} as they are now, and new ones. */
  @Script
  private static native Json merged(Json rows, Json keys, Json entries, Json added);

  /** Moves unreadable records to {@code damaged}. */
  void setAside(Done done) {
    DamagedRequests.setAside(store, clock.now(), done);
  }

  private Json own(Json found) {
    Json own = Json.array();
    for (int i = 0, n = Json.size(found); i < n; i++) {
      if (isOwn(Json.at(Json.at(found, i), 1))) {
        Json.push(own, Json.at(found, i));
      }
    }
    return own;
  }

  /**
   * Whether an entry is shown to this subject. A request that was queued before any page named a
   * subject has none: all see it, and it is sent whoever is signed in.
   */
  boolean isOwn(Json entry) {
    String whose = whose(entry);
    return whose.isEmpty() || whose.equals(subject);
  }

  private static String whose(Json entry) {
    Json whose = Json.get(entry, "subject");
    return Json.isString(whose) ? Json.text(whose) : "";
  }

  /** What the worker has put before the name of an entry's lane: the subject. */
  private static String prefix(Json entry) {
    String whose = whose(entry);
    return whose.isEmpty() ? "" : whose + " ";
  }

  /** The subject's name leaves this device: what was counted under it stays, as nobody's to see. */
  void forgetSubject(Done done) {
    store.transact(
        true,
        tx ->
            tx.get(
                Table.META,
                "audit",
                audit -> {
                  if (!Json.isAbsent(audit)) {
                    tx.put(Table.META, "audit", unnamed(audit, subject));
                  }
                }),
        done);
  }

  @Script
  private static native Json unnamed(Json counts, String subject);

  /** Discards all entries that are shown to the subject. */
  void discardAll(Done done) {
    discardFrom(0, done);
  }

  private void discardFrom(int index, Done done) {
    if (index == Json.size(rows)) {
      done.ended(null);
      return;
    }
    Json row = Json.at(rows, index);
    Json entry = Json.at(row, 1);
    Done next =
        failure -> {
          if (failure == null) {
            discardFrom(index + 1, done);
          } else {
            done.ended(failure);
          }
        };
    if (Json.text(Json.get(entry, "state")).equals("parked")) {
      log.discard(Json.text(Json.get(entry, "id")), next);
    } else {
      String id = Json.text(Json.get(entry, "id"));
      Outcome refused = new Outcome(Outcome.Fate.REFUSED, "", 0);
      log.settle(Json.text(Json.at(row, 0)), id, refused, next);
    }
  }

  boolean isEmpty() {
    return Json.size(rows) == 0;
  }

  /** The ids of the entries that are not parked. */
  Json pending() {
    Json ids = Json.array();
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json entry = Json.at(Json.at(rows, i), 1);
      if (!Json.text(Json.get(entry, "state")).equals("parked")) {
        Json.push(ids, Json.get(entry, "id"));
      }
    }
    return ids;
  }

  /** Whether an entry has one of these ids. */
  boolean hasAny(Json ids) {
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      if (has(Json.text(Json.at(ids, i)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entry has this id. */
  boolean has(String id) {
    return !Json.isAbsent(row(id));
  }

  /**
   * Sends a parked request again, under {@code newId}: see {@link RequestLog#retry}.
   *
   * @param edit the app's function that changes the request; absent to send it unchanged
   * @return a promise that rejects with the error of {@code edit}
   */
  Promise retry(String id, String newId, Json edit, Done done) {
    return edited(row(id), edit)
        .then(
            entry -> {
              log.retry(id, newId, (Json) entry, done);
              return null;
            });
  }

  private Json row(String id) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json entry = Json.at(Json.at(rows, i), 1);
      if (Json.text(Json.get(entry, "id")).equals(id)) {
        return entry;
      }
    }
    return Json.absent();
  }

  /*
   * Resolves to the entry as edited by the app. Of the edited headers only the content type is
   * taken, since others may be credentials. The entry does not wait any more for temporary ids that
   * it no longer mentions.
   */
  @Script
  private static native Promise edited(Json entry, Json edit);

  /** Discards a parked request. */
  void discard(String id, Done done) {
    log.discard(id, done);
  }

  /** Adds the entries that are parked, or those that are not, to a list of unfinished work. */
  void addTo(Json list, boolean parked) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json entry = Json.at(Json.at(rows, i), 1);
      Json state = Json.get(entry, "state");
      if (Json.text(state).equals("parked") == parked) {
        Json one = Json.object();
        Json.set(one, "kind", Json.of("request"));
        for (String field : new String[] {"at", "id", "state", "method", "url", "attempts"}) {
          Json.set(one, field, Json.get(entry, field));
        }
        String lane = Json.text(Json.get(entry, "lane"));
        Json.set(one, "lane", Json.of(lane.substring(prefix(entry).length())));
        Json.set(one, "cause", cause(Json.get(entry, "cause")));
        Json.push(list, one);
      }
    }
  }

  /** {@code CODE: more} as {@code {code, detail}}; absent if nothing went wrong. */
  private static Json cause(Json kept) {
    String text = Json.isString(kept) ? Json.text(kept) : "";
    if (text.isEmpty()) {
      return Json.absent();
    }
    int end = text.indexOf(": ");
    Json cause = Json.object();
    Json.set(cause, "code", Json.of(end < 0 ? text : text.substring(0, end)));
    Json.set(cause, "detail", Json.of(end < 0 ? text : text.substring(end + 2)));
    return cause;
  }

  /** Adds the counts of the requests that are shown to the subject to those of documents. */
  void addTo(Json audit) {
    count(audit, counts, all, rows, subject);
  }

  /*
   * The total is that of all requests without those of other subjects, not a sum of what is shown. So it
   * tells if a request got lost.
   */
  @Script
  private static native void count(Json audit, Json counts, Json all, Json rows, String subject);

  /** Reads the entries from disk for an export, with their bodies as text. */
  void export(Read done) {
    refresh(failure -> done.ended(failure == null ? asText(rows) : Json.absent(), failure));
  }

  /**
   * Converts exported entries to the form in which they are stored, and checks them.
   *
   * @param adopts whether nobody's become the subject's
   * @throws Failure {@code BAD_IMPORT}
   */
  Json imported(Json exported, boolean adopts) {
    Json entries;
    try {
      entries = asBytes(exported);
    } catch (RuntimeException malformed) {
      throw new Failure(
          Failure.Code.BAD_IMPORT, "a request's body is no base64; nothing was imported");
    }
    RequestImport.check(entries);
    if (adopts) {
      RequestAdoption.give(entries, subject);
    }
    for (int i = 0, n = Json.size(entries); i < n; i++) {
      Json entry = Json.at(entries, i);
      if (!isOwn(entry) || !Json.text(Json.get(entry, "lane")).startsWith(prefix(entry))) {
        throw new Failure(
            Failure.Code.BAD_IMPORT, "a request is another subject's; nothing was imported");
      }
    }
    return entries;
  }

  /** Gives nobody's requests to the subject. */
  void adopt(Done done) {
    RequestAdoption.run(store, subject, done);
  }

  /** Adds imported entries to the queue. The worker sends them. */
  void take(Json entries, Done done) {
    RequestImport.run(store, entries, done);
  }

  @Script
  private static native Json asText(Json rows);

  @Script
  private static native Json asBytes(Json entries);
}
