package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One push and pull with the server, as the replica sees it: {@link #prepare} marks what is sent,
 * durably, before it leaves; {@link #commit} takes the answer, {@link #failed} its absence. The
 * network is between. Where it is not known what became of work that was sent before, that is
 * asked, and nothing else sent: its receipts come for a few bytes, and what was lost then leaves
 * again, in its place.
 */
public final class Exchange {
  /** Bytes of JSON in one push, roughly. */
  private static final int PUSH_CHARS = 512 * 1024;

  private final Replica replica;
  private final List<Entry> sent = new ArrayList<>();
  private final List<Entry> asked = new ArrayList<>();
  private String life = "";

  /** Whether the answer brings all news there are: then no receipt can know more. */
  private boolean complete;

  private Json request = Json.absent();
  private @Nullable Failure told;

  Exchange(Replica replica) {
    this.replica = replica;
  }

  /** What to send: the body of {@code POST /v1/spaces/…/sync}. */
  public Json request() {
    return request;
  }

  /** How many mutations are on their way. */
  public int size() {
    return sent.size();
  }

  /**
   * @param max mutations at most
   * @param news changes to take at most
   */
  void prepare(Work work, int max, int news) {
    sent.clear();
    asked.clear();
    life = work.meta.life();
    Meta meta = work.meta;
    Json unknown = Json.array();
    Json mutations = Json.array();
    if (!meta.newLineage) {
      ask(work, max, unknown);
      if (asked.isEmpty()) {
        send(work, max, mutations);
      }
    }
    request = SyncRequest.of(meta.replica, meta.lineage(), meta.cursor, news, mutations);
    if (meta.verified) {
      SyncRequest.setStateHash(request, meta.hash.hex());
    }
    if (!asked.isEmpty()) {
      SyncRequest.setUnknown(request, unknown);
    }
  }

  private void ask(Work work, int max, Json unknown) {
    for (Entry e : replica.entries()) {
      if (asked.size() < max && e.onItsWay() && work.chain(e.key).next() == e) {
        Json.push(unknown, named(e, work.meta.replica));
        asked.add(e);
      }
    }
  }

  private void send(Work work, int max, Json mutations) {
    int room = PUSH_CHARS;
    for (Entry e : replica.entries()) {
      if (sent.size() == max || room < 0) {
        break;
      }
      if (work.chain(e.key).next() == e) {
        Json mutation = mutation(e, work.meta.replica);
        room -= Json.length(Json.canonical(mutation));
        Json.push(mutations, mutation);
        sent.add(markSent(work, e));
      }
    }
  }

  static Entry markSent(Work work, Entry e) {
    Entry mine = work.change(work.open(e.key), e);
    mine.state = Entry.IN_FLIGHT;
    mine.frozen = true;
    mine.attempts++;
    work.save(mine);
    return mine;
  }

  /** By its id, and by who minted it if that is somebody else. */
  private static Json named(Entry e, String replica) {
    Json m = Mutation.named(e.id);
    if (!e.origin.equals(replica)) {
      Mutation.setOrigin(m, e.origin);
    }
    return m;
  }

  static Json mutation(Entry e, String replica) {
    Json m = named(e, replica);
    Mutation.setContent(m, DocKey.collection(e.key), DocKey.id(e.key), e.base, e.value);
    if (Json.size(e.replaces) > 0) {
      Mutation.setReplaces(m, e.replaces);
    }
    return m;
  }

  /** The keys whose pages {@link #commit} needs. */
  List<String> keys(Json answer) {
    List<String> keys = new ArrayList<>();
    for (Entry e : concerned()) {
      keys.add(e.key);
    }
    Json changes = SyncAnswer.changes(answer);
    for (int i = 0, n = Json.size(changes); i < n; i++) {
      keys.add(key(Json.at(changes, i)));
    }
    return keys;
  }

  private List<Entry> concerned() {
    return asked.isEmpty() ? sent : asked;
  }

  /** What the app should be told of the answer: {@code DIVERGED}, or null. */
  public @Nullable Failure told() {
    return told;
  }

  /** Takes the server's answer: receipts, changes and cursor in one transaction. */
  void commit(Work work, Json answer) {
    Meta meta = work.meta;
    if (SyncAnswer.bootstrap(answer) && !meta.booting) {
      FreshPull.begin(meta);
    }
    // Changes before receipts: a receipt may be older than what the pull brings.
    // Meanwhile a record was damaged, and all is pulled again: the answer begins behind what is
    // gone.
    boolean behind = meta.cursor != SyncRequest.cursor(request);
    complete = !behind && !SyncAnswer.more(answer);
    Json changes = SyncAnswer.changes(answer);
    for (int i = 0, n = Json.size(changes); i < n; i++) {
      take(work, Json.at(changes, i));
    }
    receipts(work, SyncAnswer.receipts(answer));
    if (!behind) {
      meta.epoch = SyncAnswer.epoch(answer);
      meta.cursor = SyncAnswer.cursor(answer);
    }
    work.touch();
    if (!complete) {
      meta.verified = false;
      return;
    }
    meta.lastSynced = work.now();
    told = verify(work, SyncAnswer.stateHash(answer));
  }

  /**
   * Whether the versions were reset, or evicted, since {@link #prepare}: then only receipts still
   * matter.
   */
  boolean isVoid(Work work) {
    return !work.meta.life().equals(life);
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
    Doc doc = new Doc((int) Change.version(change), Change.value(change));
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
    for (Entry e : concerned()) {
      byId.put(e.id, e);
    }
    for (int i = 0, n = Json.size(receipts); i < n; i++) {
      Json receipt = Json.at(receipts, i);
      Entry e = byId.remove(Json.text(Receipt.id(receipt)));
      if (e != null) {
        Entry now = current(work, e);
        if (now != null) {
          receipt(work, now, receipt);
        }
      }
    }
    for (Entry e : concerned()) { // no receipt: still to be sent
      if (byId.containsKey(e.id)) {
        unsent(work, e, Entry.QUEUED, Json.absent());
      }
    }
  }

  static @Nullable Entry current(Work work, Entry e) {
    return Chain.find(work.chain(e.key).entries, e.id);
  }

  private void receipt(Work work, Entry e, Json receipt) {
    switch (Receipt.status(receipt)) {
      case Receipt.APPLIED -> accepted(work, e, doc(receipt, e.value), true);
      case Receipt.MERGED -> accepted(work, e, doc(receipt, Receipt.value(receipt)), false);
      case Receipt.CONFLICT -> {
        Json server = Receipt.server(receipt);
        Doc doc =
            Json.isObject(server) ? doc(server, Receipt.value(server)) : work.chain(e.key).server;
        news(work, e.key, doc);
        Receipts.conflicted(work, e, Work.cause("CONFLICT", "the server holds another value"));
      }
      default -> {
        Receipts.parked(work, e, Receipt.cause(receipt));
      }
    }
  }

  private void accepted(Work work, Entry e, Doc stored, boolean asSent) {
    news(work, e.key, stored);
    Receipts.accepted(work, e, stored, asSent);
  }

  /** What a receipt tells of the document: nothing new, if the pull brought everything. */
  private void news(Work work, String key, Doc doc) {
    if (!complete && doc.version() > work.chain(key).server.version()) {
      work.serverHolds(key, doc);
    }
  }

  /** A document as a receipt, or its server's part, tells it. */
  private static Doc doc(Json told, Json value) {
    return new Doc((int) Receipt.version(told), value);
  }

  /**
   * The exchange brought no answer that says what became of the work.
   *
   * @param arrived whether it may have reached the server
   */
  void failed(Work work, boolean arrived, Json cause) {
    if (!isVoid(work)) {
      for (Entry e : sent) {
        unsent(work, e, arrived ? Entry.UNKNOWN : Entry.QUEUED, cause);
      }
    }
  }

  static void unsent(Work work, Entry e, String state, Json cause) {
    Entry now = current(work, e);
    if (now != null && now.onItsWay()) {
      Entry mine = work.change(work.open(e.key), now);
      mine.state = state;
      mine.cause = cause;
      work.save(mine);
    }
  }

  /** A single mutation is too large for the server: it will never be taken. */
  void tooLarge(Work work, Json cause) {
    Entry now = isVoid(work) ? null : current(work, sent.get(0));
    if (now != null) {
      Receipts.parked(work, now, cause);
    }
  }

  private @Nullable Failure verify(Work work, Json stateHash) {
    Meta meta = work.meta;
    boolean fresh = meta.booting;
    if (fresh) {
      FreshPull.complete(work);
    }
    if (!Json.isString(stateHash)) {
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
