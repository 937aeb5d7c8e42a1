package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One push and pull with the server, from the replica's side. {@link #prepare} durably marks the
 * work before it is sent. After the request, {@link #commit} stores the answer; {@link #failed}
 * records that none came.
 *
 * <p>If the outcome of earlier sent work is unknown, the request asks for its receipts and sends
 * nothing else. That costs a few bytes. Work that the server never got is sent again by the next
 * exchange, in its order.
 */
public final class Exchange {
  /** Rough limit of one push, in characters of JSON. */
  private static final int PUSH_CHARS = 512 * 1024;

  private final Replica replica;
  private final List<Entry> sent = new ArrayList<>();
  private final List<Entry> asked = new ArrayList<>();
  private String life = "";

  private Json request = Json.absent();
  private @Nullable Failure told;

  Exchange(Replica replica) {
    this.replica = replica;
  }

  /** The body of {@code POST /v1/spaces/…/sync}. */
  public Json request() {
    return request;
  }

  /** How many mutations it sends or asks about. */
  public int size() {
    return concerned().size();
  }

  /**
   * @param max most mutations to send
   * @param news most changes to receive
   */
  void prepare(Work work, int max, int news) {
    sent.clear();
    asked.clear();
    life = work.meta.life();
    Meta meta = work.meta;
    Json unknown = Json.array();
    Json mutations = Json.array();
    // On a new lineage, or if another has migrated the documents or may have, nothing is sent until
    // all of them are here and the work is made again on them.
    if (!meta.newLineage && !Migration.isOvertaken(work) && !Migration.isUnsure(work)) {
      Migration.leave(work);
      ask(work, max, unknown);
      if (asked.isEmpty()) {
        send(work, max, mutations);
      }
    }
    request = SyncRequest.of(meta.replica, meta.lineage(), meta.cursor, news, mutations);
    if (!sent.isEmpty()
        && !meta.booting) { // a fresh pull has to see each document among the changes
      SyncRequest.setNoEcho(request);
    }
    if (meta.verified) {
      SyncRequest.setStateHash(request, meta.hash.hex());
    }
    double schema = schema(work);
    if (schema > 0) {
      SyncRequest.setSchema(request, schema);
    }
    if (!asked.isEmpty()) {
      SyncRequest.setUnknown(request, unknown);
    }
  }

  /**
   * The version of the documents that may come. Local changes of an older version want no news of a
   * later one before they are migrated.
   */
  private static double schema(Work work) {
    boolean older = work.meta.schema < work.schema.version && work.memory.hasLocalChanges();
    return older ? work.meta.schema : work.schema.version;
  }

  private void ask(Work work, int max, Json unknown) {
    for (Entry e : Migration.announced(work, replica.entries())) {
      if (asked.size() < max && e.onItsWay() && work.chain(e.key).next() == e) {
        Json.push(unknown, named(e, e.asked(), work.meta.replica));
        asked.add(e);
      }
    }
  }

  private void send(Work work, int max, Json mutations) {
    int room = PUSH_CHARS;
    for (Entry e : Migration.announced(work, replica.entries())) {
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
    mine.asks = "";
    mine.state = Entry.IN_FLIGHT;
    mine.frozen = true;
    mine.attempts++;
    work.save(mine);
    return mine;
  }

  /** The mutation with its id alone, and its origin if that is another replica. */
  private static Json named(Entry e, String id, String replica) {
    Json m = Mutation.named(id);
    if (!e.origin.equals(replica)) {
      Mutation.setOrigin(m, e.origin);
    }
    return m;
  }

  static Json mutation(Entry e, String replica) {
    Json m = named(e, e.id, replica);
    Mutation.setContent(m, DocKey.collection(e.key), DocKey.id(e.key), e.base, e.value);
    if (Json.size(e.replaces) > 0) {
      Mutation.setReplaces(m, e.replaces);
    }
    return m;
  }

  /**
   * The request that will ask for the page after this one, if nothing is to be sent by then.
   *
   * @param answer to this request
   */
  public Json next(Json answer, int news) {
    Json next =
        SyncRequest.of(
            SyncRequest.replica(request),
            Json.of(SyncAnswer.epoch(answer)),
            SyncAnswer.cursor(answer),
            news,
            Json.array());
    double schema = SyncRequest.schema(request);
    if (schema > 0) {
      SyncRequest.setSchema(next, schema);
    }
    return next;
  }

  /** The keys of the documents whose pages {@link #commit} needs. */
  List<String> keys(Json answer) {
    return new AnswerCommit(this, answer).keys();
  }

  /** The entries that the answer must have receipts for. */
  List<Entry> concerned() {
    return asked.isEmpty() ? sent : asked;
  }

  /** The cursor that was sent. */
  double cursor() {
    return SyncRequest.cursor(request);
  }

  /** The failure in the answer that the app should be told, if there is one. */
  public @Nullable Failure told() {
    return told;
  }

  /** The server's state has a later schema, which this release does not know. */
  void outdated(double schema) {
    told = Failure.newerState(schema);
  }

  /** Stores the server's answer: receipts, changes and cursor in one transaction. */
  void commit(Work work, Json answer) {
    told = new AnswerCommit(this, answer).run(work);
  }

  /**
   * Whether the versions were reset or evicted since {@link #prepare}. Then only receipts still
   * count.
   */
  boolean isVoid(Work work) {
    return !work.meta.life().equals(life);
  }

  /**
   * Whether local changes of an older form were made since {@link #prepare}, which asked for news
   * of a later one. They have to be migrated first.
   */
  boolean isOutrun(Work work) {
    return SyncRequest.schema(request) > schema(work);
  }

  /** The entry as it is now; null if it is gone. Then its page may not be loaded. */
  static @Nullable Entry current(Work work, Entry e) {
    Chain chain = work.local(e.key);
    return chain == null ? null : Chain.find(chain.entries, e.id);
  }

  /**
   * The exchange brought no answer with receipts.
   *
   * @param mayHaveArrived whether the request may have reached the server
   */
  void failed(Work work, boolean mayHaveArrived, Json cause) {
    if (!isVoid(work)) {
      for (Entry e : sent) {
        unsent(work, e, mayHaveArrived ? Entry.UNKNOWN : Entry.QUEUED, cause);
      }
    }
  }

  static void unsent(Work work, Entry e, String state, Json cause) {
    Entry now = current(work, e);
    if (now != null && now.onItsWay()) {
      Entry mine = work.change(work.open(e.key), now);
      mine.state = state;
      mine.asks = "";
      mine.cause = cause;
      work.save(mine);
    }
  }

  /**
   * The server refuses a single mutation: it is parked. One that was only asked about is sent
   * again: then the server judges it.
   */
  void refused(Work work, Json cause) {
    Entry e = concerned().get(0);
    Entry now = isVoid(work) ? null : current(work, e);
    if (now != null && asked.isEmpty()) {
      Receipts.parked(work, now, cause);
    } else if (now != null) {
      unsent(work, e, Entry.QUEUED, cause);
    }
  }
}
