package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores a server's answer to an {@link Exchange}: changes, then receipts, then the cursor, and at
 * the end of a pull the state hash.
 */
final class AnswerCommit {
  private final Exchange exchange;
  private final Json answer;

  /** Whether the answer brings all changes. Then no receipt can be newer than them. */
  private boolean complete;

  /** Whether the server has stored a document without its place: it is of an earlier release. */
  private boolean unplaced;

  AnswerCommit(Exchange exchange, Json answer) {
    this.exchange = exchange;
    this.answer = answer;
  }

  /** The keys of the documents whose pages must be loaded. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Entry e : exchange.concerned()) {
      keys.add(e.key);
    }
    Json changes = SyncAnswer.changes(answer);
    for (int i = 0, n = Json.size(changes); i < n; i++) {
      keys.add(key(Json.at(changes, i)));
    }
    return keys;
  }

  /**
   * Stores the answer. Returns the failure that the app should be told: {@code DIVERGED}, once in a
   * page {@code REFUSED} if the server keeps no places, or null.
   */
  @Nullable Failure run(Work work) {
    Meta meta = work.meta;
    // A record was damaged meanwhile, so everything is pulled again. This answer begins too late.
    boolean behind = meta.cursor != exchange.cursor();
    boolean anew = SyncAnswer.begins(answer) && !behind; // the server may have forgotten deletions
    if (SyncAnswer.bootstrap(answer) && (anew || !meta.booting)) {
      FreshPull.begin(meta);
    }
    complete = !behind && !SyncAnswer.more(answer);
    boolean mended = complete && meta.partial;
    meta.partial = !complete && (meta.partial || meta.epoch == null);
    meta.pulling = !complete;
    // Changes before receipts: a receipt may be older than the changes.
    Json changes = SyncAnswer.changes(answer);
    for (int i = 0, n = Json.size(changes); i < n; i++) {
      take(work, Json.at(changes, i));
    }
    receipts(work, SyncAnswer.receipts(answer));
    if (!behind) {
      meta.epoch = SyncAnswer.epoch(answer);
      meta.cursor = SyncAnswer.cursor(answer);
    }
    meta.largest = SyncAnswer.largest(answer);
    work.touch();
    if (!complete) {
      meta.verified = false;
      return null;
    }
    meta.lastSynced = work.now();
    if (mended) { // the version may have been in what was damaged, and the server has none any more
      meta.serverSchema = SchemaVersion.of(work.pages.doc(Migration.KEY).value());
    }
    double none = meta.serverSchema > 0 ? 1 : 0; // the version of the schema is no state
    meta.saved |= meta.cursor > none; // without documents, the state is empty by now
    Failure diverged = verify(work, SyncAnswer.stateHash(answer));
    if (diverged != null || !unplaced || work.memory.saidUnplaced) {
      return diverged;
    }
    work.memory.saidUnplaced = true;
    return new Failure(
        Failure.Code.REFUSED,
        "the server keeps no order of lists, it is of an earlier release; all else is synced");
  }

  static Json acceptedIds(Json answer) {
    Json ids = Json.object();
    Json receipts = SyncAnswer.receipts(answer);
    for (int i = 0, n = Json.size(receipts); i < n; i++) {
      Json receipt = Json.at(receipts, i);
      if (Receipt.isAccepted(receipt)) {
        Json.set(ids, Receipt.id(receipt), receipt);
      }
    }
    return ids;
  }

  private void take(Work work, Json change) {
    String key = key(change);
    Doc doc = new Doc((int) Change.version(change), Change.content(change));
    Doc known = work.pages.doc(key);
    boolean stale = work.meta.booting && work.pages.boot(key) != work.meta.boot;
    if (stale || doc.version() > known.version()) {
      work.serverHolds(key, doc);
      Receipts.settle(work, work.chain(key));
    }
  }

  private static String key(Json change) {
    return DocKey.of(Change.collection(change), Change.doc(change));
  }

  private void receipts(Work work, Json receipts) {
    Map<String, Entry> byId = new HashMap<>();
    for (Entry e : exchange.concerned()) {
      byId.put(e.asked(), e);
    }
    for (int i = 0, n = Json.size(receipts); i < n; i++) {
      Json receipt = Json.at(receipts, i);
      Entry e = byId.remove(Json.text(Receipt.id(receipt)));
      Entry now = e == null ? null : Exchange.current(work, e);
      if (now != null) {
        receipt(work, now, receipt);
      } else if (e != null && isAsSent(receipt)) {
        news(work, e.key, applied(receipt, e)); // its record was damaged: the changes leave it out
      }
    }
    for (Entry e : exchange.concerned()) { // no receipt: it must be sent again
      if (byId.containsKey(e.asked())) {
        // If it was exported in its new form, that may have arrived, too.
        boolean exported = e.frozen && !e.asks.isEmpty();
        Exchange.unsent(work, e, exported ? Entry.UNKNOWN : Entry.QUEUED, Json.absent());
      }
    }
  }

  private void receipt(Work work, Entry e, Json receipt) {
    switch (Receipt.status(receipt)) {
      case Receipt.APPLIED -> {
        if (isAsSent(receipt)) {
          accepted(work, e, applied(receipt, e), true);
        } else {
          Receipts.acceptedBefore(work, e, false);
        }
      }
      case Receipt.MERGED -> accepted(work, e, doc(receipt, Receipt.content(receipt)), false);
      case Receipt.CONFLICT -> {
        Json server = Receipt.server(receipt);
        Doc doc =
            Json.isObject(server) ? doc(server, Receipt.content(server)) : work.chain(e.key).server;
        news(work, e.key, doc);
        Receipts.conflicted(work, e, doc, Work.cause("CONFLICT", "the server holds another value"));
      }
      default -> {
        Receipts.parked(work, e, Receipt.cause(receipt));
      }
    }
  }

  private void accepted(Work work, Entry e, Doc stored, boolean asSent) {
    if (!e.asks.isEmpty()) {
      Receipts.acceptedBefore(work, e, asSent);
      return;
    }
    news(work, e.key, stored);
    Doc server = work.chain(e.key).server;
    unplaced |=
        asSent
            && server.version() == stored.version()
            && Json.isString(Placed.place(e.value))
            && Json.isAbsent(Placed.place(server.value()));
    Receipts.accepted(work, e, stored, asSent);
  }

  /**
   * Whether the document has had just the content of the entry, and not of one that included it.
   */
  private static boolean isAsSent(Json receipt) {
    return Receipt.status(receipt).equals(Receipt.APPLIED) && !Receipt.isOfAnother(receipt);
  }

  private static Doc applied(Json receipt, Entry e) {
    return doc(receipt, Receipt.applied(receipt, e.value));
  }

  /**
   * Takes the document of a receipt, if it is newer than what is known. If the answer brings all
   * changes, one from before them is not: the document may have been deleted since. In a fresh pull
   * only the changes tell what is there: the deletion may be forgotten.
   */
  private void news(Work work, String key, Doc doc) {
    boolean late = !work.meta.booting && doc.version() > exchange.cursor();
    if ((!complete || late) && doc.version() > work.chain(key).server.version()) {
      work.serverHolds(key, doc);
      if (work.meta.booting) {
        work.pages.put(key, doc, work.meta.boot - 1);
      }
    }
  }

  /** The document in a receipt or in its {@code server} field. */
  private static Doc doc(Json told, Json value) {
    return new Doc((int) Receipt.version(told), value);
  }

  private @Nullable Failure verify(Work work, Json stateHash) {
    Meta meta = work.meta;
    boolean fresh = meta.booting;
    if (fresh) {
      FreshPull.complete(work);
    }
    if (!Json.isString(stateHash)) {
      meta.verified = false; // only a hash that the server sent is sent back
      return null;
    }
    StateHash expected = StateHash.parse(Json.text(stateHash));
    meta.verified = meta.hash.equals(expected);
    if (meta.verified) {
      return null;
    }
    String what = "the server's state has hash " + expected.hex() + ", ours " + meta.hash.hex();
    if (fresh) {
      return new Failure(Failure.Code.DIVERGED, what + ", even after a fresh pull");
    }
    FreshPull.begin(meta);
    meta.cursor = 0;
    return new Failure(
        Failure.Code.DIVERGED, what + "; pulling everything anew, unsent changes are kept");
  }
}
