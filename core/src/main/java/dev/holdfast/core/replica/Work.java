package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One atomic change of a replica while its transaction runs. The replica's memory takes it over
 * once it is on disk.
 *
 * <p>Every entry is added, changed and removed here, together with its count, so the sums of {@code
 * audit} always agree.
 */
final class Work {
  final Memory memory;
  final Transaction tx;
  final Meta meta;
  final Pages pages;
  final Map<String, Chain> chains = new HashMap<>();
  final Outbox outbox;
  boolean changed;

  /** Whether it only passes work on, as it is. That may be done by an older release as well. */
  boolean passesOn;

  final Schema schema;
  private final Clock clock;
  private final Random random;

  Work(Memory memory, Transaction tx, Schema schema, Clock clock, Random random) {
    this.schema = schema;
    this.memory = memory;
    this.tx = tx;
    this.meta = memory.meta().copy();
    this.pages = memory.pages;
    this.outbox = new Outbox(memory.packs, tx);
    this.clock = clock;
    this.random = random;
  }

  double now() {
    return clock.now();
  }

  String newId() {
    return Entry.newId(random);
  }

  /** The document's local changes, including this change so far; null if it never had any. */
  @Nullable Chain local(String key) {
    Chain mine = chains.get(key);
    return mine != null ? mine : memory.chain(key);
  }

  /** The document's chain, including this change so far. Its page must be loaded. Read only. */
  Chain chain(String key) {
    Chain chain = local(key);
    return chain != null ? chain : new Chain(key, pages.doc(key), new ArrayList<>());
  }

  /** The chain to change. */
  Chain open(String key) {
    Chain mine = chains.get(key);
    if (mine == null) {
      Chain shared = chain(key);
      mine = shared.copy(shared.server);
      chains.put(key, mine);
    }
    return mine;
  }

  /** The chain to change, with {@code server} as its server version. */
  Chain open(String key, Doc server) {
    Chain mine = chain(key).copy(server);
    chains.put(key, mine);
    return mine;
  }

  /**
   * Refuses a value that a person writes and the server would not take.
   *
   * @throws Failure {@code TOO_LARGE} or {@code NOT_JSON}
   */
  void refuseTooLarge(String key, Json content) {
    if (Json.isAbsent(content)) {
      return;
    }
    Json value = Placed.value(content);
    if (Json.isDeeper(value, Json.MAX_DOCUMENT_DEPTH)) {
      throw new Failure(
          Failure.Code.NOT_JSON,
          key + " is nested deeper than " + Json.MAX_DOCUMENT_DEPTH + "; nothing was changed");
    }
    if (memory.limited) {
      refuseLonger(key, Json.stringify(value).length(), meta.largest);
      refuseLonger("the collection of " + key, DocKey.collection(key).length(), Mutation.MAX_KEY);
      refuseLonger("the id of " + key, DocKey.id(key).length(), Mutation.MAX_KEY);
    }
  }

  private static void refuseLonger(String what, int length, int most) {
    if (length > most) {
      throw new Failure(
          Failure.Code.TOO_LARGE,
          what
              + " has "
              + length
              + " characters, the server takes at most "
              + most
              + "; nothing was changed");
    }
  }

  /** Whether this replica knows no document at all. */
  boolean isEmpty() {
    return meta.hash.equals(StateHash.EMPTY) && !memory.hasLocalChanges();
  }

  /** Called before the state is read: fails if it has a later schema than the release. */
  void refuseNewer() {
    if (schema.isOlderThan(meta.schema)) {
      throw Failure.newerState(meta.schema);
    }
  }

  /** Called before the state is passed on: fails if it has another schema than the release. */
  void refuseOther() {
    refuseNewer();
    if (!meta.isPartial() && Migration.isWaiting(this)) {
      throw new Failure(
          Failure.Code.MIGRATION_FAILED,
          "what is here has an older schema and was not migrated; nothing was changed");
    }
  }

  /** Called before the state is edited. An empty state takes the release's version. */
  void opensState() {
    refuseOther();
    if (meta.schema < schema.version) {
      if (memory.hasLocalChanges()) {
        throw new Failure(
            Failure.Code.MIGRATION_FAILED,
            "what is here has an older schema and is not all here yet; nothing was changed");
      }
      meta.schema = schema.version;
    }
  }

  /** Makes {@code doc} the server's state of the document. */
  void serverHolds(String key, Doc doc) {
    if (key.equals(Migration.KEY)) {
      meta.serverSchema = SchemaVersion.of(doc.value());
      meta.schema = Math.max(meta.schema, meta.serverSchema);
    }
    meta.hash =
        meta.hash
            .minus(DocKey.hash(key, pages.doc(key).value()))
            .plus(DocKey.hash(key, doc.value()));
    pages.put(key, doc, meta.boot);
    rebuild(key);
  }

  /** Gives the document's chain the new server version, if there is a chain. */
  void rebuild(String key) {
    Chain old = chain(key);
    if (!old.isEmpty() || chains.containsKey(key)) {
      chains.put(key, old.copy(pages.doc(key)));
    }
    changed = true;
  }

  /** A new mutation, not yet in its chain. */
  Entry mint(String key) {
    return mint(key, meta.replica);
  }

  /**
   * A change of {@code old} in another form. If it may have been sent, its receipt is asked for
   * first.
   */
  Entry mintAgain(Entry old) {
    Entry e = mint(old.key, old.origin);
    e.at = old.at;
    if (old.frozen || !old.asks.isEmpty()) {
      e.asks = old.asked();
      e.state = Entry.UNKNOWN;
    }
    return e;
  }

  private Entry mint(String key, String origin) {
    Entry e = new Entry(nextSeq(), newId(), origin, key);
    e.at = now();
    e.schema = meta.schema;
    meta.count("total", 1);
    return e;
  }

  /** Counts a finished change of the document. Holdfast's own changes are counted apart as well. */
  void count(String fate, String key) {
    meta.count(fate, 1);
    if (DocKey.isOurs(key)) {
      meta.count(Meta.OURS + fate, 1);
    }
  }

  int nextSeq() {
    return ++meta.seq;
  }

  /**
   * Puts a new entry behind the others of its document. One that was made on a deletion keeps the
   * place that the document has on the server: a place cannot be taken away.
   */
  void append(Chain chain, Entry e) {
    if (Json.isAbsent(Placed.place(e.value))) {
      e.value = Placed.of(Placed.value(e.value), Placed.place(e.baseValue));
    }
    chain.entries.add(e);
    save(e);
  }

  /** An entry of {@code chain} that may be changed; {@link #save} it afterwards. */
  Entry change(Chain chain, Entry e) {
    Entry copy = e.copy();
    chain.entries.set(chain.entries.indexOf(e), copy);
    return copy;
  }

  void save(Entry e) {
    outbox.save(e);
    changed = true;
  }

  /** Removes a finished entry and counts it as {@code fate}. */
  void finish(Chain chain, Entry e, String fate) {
    chain.entries.remove(e);
    drop(e);
    count(fate, e.key);
  }

  /** Removes an entry from the outbox on disk alone. */
  void drop(Entry e) {
    outbox.drop(e);
    changed = true;
  }

  /** Marks the replica itself as changed. */
  void touch() {
    changed = true;
  }

  /** Writes what is not written yet. The last step of the transaction. */
  void close() {
    outbox.close();
    if (pages.flush(tx)) {
      meta.pages++;
      changed = true;
    }
    if (changed) {
      double data = Math.max(meta.schema, memory.meta().schema);
      if (!passesOn && !meta.sealed && schema.isOlderThan(data)) {
        throw Failure.newerState(data);
      }
      meta.generation++;
      tx.put(Table.META, Meta.KEY, meta.write());
    }
  }

  /** Why an entry is parked or conflicted, as the app sees it. */
  static Json cause(String code, String detail) {
    return ProblemBody.of(code, detail);
  }
}
