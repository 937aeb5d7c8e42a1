package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Made;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one space on this installation: the server version in {@link Pages}, and local
 * changes in the outbox. Both together make the local version.
 *
 * <p>How it works: every change is one {@link Work}, one transaction of the {@link Store}. Each tab
 * has its own Replica over the same store. {@link Memory} caches the data and knows its generation.
 * A transaction ({@link Transactions}) that finds a newer generation on disk reads the data again
 * first. So a method always works on what is on disk. Nothing here knows a network.
 *
 * <p>Answers from memory ({@link #hasLocalChanges}, {@link #entries}, versions) are as of the last
 * transaction. Call {@link #refresh} when another tab reports a change.
 */
public final class Replica {
  private final Memory memory = new Memory();
  private final Transactions transactions;
  private final Writes writes;
  final Schema schema;

  /** What the app declares its state to be. */
  final StateShape shape;

  /**
   * Whether this page has converted documents into its declared shapes. It does so once: another
   * release in another tab may convert them back, and the two must not go on for ever.
   */
  boolean converted;

  /** Called when the answers from memory have changed. */
  public interface Listener {
    /**
     * @param here whether this replica made the change; if not, another tab did
     */
    void changed(boolean here);

    /** Data on disk was lost, all or in part. The failure says what survived. */
    default void lost(Failure what) {}
  }

  /** One atomic change. An exception thrown in it, or in the callback of a read, undoes it all. */
  public interface Change {
    /**
     * @param then to be run when the change is complete, at once or in a read's callback
     */
    void run(Work work, Runnable then);
  }

  public Replica(Store store, Clock clock, Random random, Listener listener) {
    this(store, clock, random, listener, Schema.NONE);
  }

  /**
   * @param schema what the app declares its state to be: it decides which documents may be written
   */
  public Replica(Store store, Clock clock, Random random, Listener listener, Schema schema) {
    this(schema, store, clock, random, listener);
    complete();
  }

  private Replica(Schema schema, Store store, Clock clock, Random random, Listener listener) {
    this.schema = schema;
    this.shape = schema.shape;
    transactions = new Transactions(memory, store, schema, clock, random, listener);
    writes = new Writes(transactions, shape.fit);
  }

  /**
   * A replica that cannot mend damage or migrate until it is {@link #complete}: what needs that
   * fails with {@code CORRUPT_PAGE} or {@code NOT_LOADED}, and changes nothing.
   */
  public static Replica incomplete(
      Store store, Clock clock, Random random, Listener listener, Schema schema) {
    return new Replica(schema, store, clock, random, listener);
  }

  /** Makes the replica do all that a replica does. */
  public void complete() {
    memory.rarely = new Rarely.Here();
  }

  /** Closes the replica: from now on it reads and writes nothing. */
  public void end() {
    transactions.end();
  }

  /** Reads what other tabs have changed on disk. */
  public void refresh(Done done) {
    read((work, then) -> then.run(), done);
  }

  /**
   * Brings data of an older schema to the release's version, if there is any and it is all here.
   */
  public void migrate(Done done) {
    if (schema.version > 0) {
      transact(Migration::run, done);
    } else {
      done.ended(null);
    }
  }

  /** Whether the data has a later schema than the release, which must not write it then. */
  public boolean isOutdated() {
    return schema.isOlderThan(meta().schema);
  }

  /** Whether there is data of an older schema, which {@link #migrate} has to bring here first. */
  public boolean isOlder() {
    boolean empty = meta().hash.equals(StateHash.EMPTY) && !hasLocalChanges();
    return meta().schema < schema.version && !empty;
  }

  /** Whether {@link #migrate} has to wait until the replica is {@link #complete}. */
  public boolean awaitsMigration() {
    return memory.rarely instanceof Rarely.Missing && isOlder();
  }

  /** Whether the subject has signed out, so that {@link Seal#open} has to bring its work back. */
  public boolean isSealed() {
    return meta().sealed;
  }

  /** The version of the schema that the data has; 0 if it names none. */
  public double schema() {
    return meta().schema;
  }

  /**
   * Whether what is written goes to a Holdfast server. Then a value that is too long for it is
   * refused at once, with {@code TOO_LARGE}.
   */
  public void limit(boolean limited) {
    memory.limited = limited;
  }

  // --- transactions ---

  /** A step of a transaction. The pages that it needs are loaded. */
  interface Step {
    void run(Work work);
  }

  /** Runs {@code change} as one transaction, after all earlier ones. */
  void transact(Change change, Done done) {
    transact(true, change, done);
  }

  /** The same for a change that only reads, as a rule: it waits for no other that does. */
  void read(Change change, Done done) {
    transact(false, change, done);
  }

  private void transact(boolean write, Change change, Done done) {
    writes.close();
    transactions.run(write, change, done);
  }

  /** Runs a step that needs no pages but those of documents with local changes. */
  void run(Step step, Done done) {
    runOn(new ArrayList<>(), step, done);
  }

  /** Runs a step that needs one document. */
  void runOn(String key, Step step, Done done) {
    List<String> keys = new ArrayList<>();
    keys.add(key);
    runOn(keys, step, done);
  }

  /** Runs a step that needs these documents. */
  void runOn(List<String> keys, Step step, Done done) {
    transact(
        (work, then) ->
            work.pages.load(
                work.tx,
                keys,
                () -> {
                  step.run(work);
                  then.run();
                }),
        done);
  }

  /** Runs a step that needs all documents. */
  void runOnAll(Step step, Done done) {
    transact(
        (work, then) ->
            work.pages.loadAll(
                work.tx,
                () -> {
                  step.run(work);
                  then.run();
                }),
        done);
  }

  // --- from memory ---

  @Nullable Chain chain(String key) {
    return memory.chain(key);
  }

  Meta meta() {
    return memory.meta();
  }

  /** All unfinished work in order. */
  List<Entry> entries() {
    return memory.entries();
  }

  /** The local version as it is now. */
  Memory.LocalVersion version() {
    return memory.version();
  }

  /** Whether the local version is the same as it was then. */
  boolean isAt(Memory.@Nullable LocalVersion then) {
    return then != null && memory.isAt(then);
  }

  /** Whether there are changes that are not known to be on the server. */
  public boolean hasLocalChanges() {
    return memory.hasLocalChanges();
  }

  /** Whether there is work to send: entries that wait for no decision. */
  public boolean hasWork() {
    for (Chain chain : memory.chains()) {
      if (chain.next() != null) {
        return true;
      }
    }
    return isPartial();
  }

  /** Whether a pull of the whole state has begun and not ended, so that documents are missing. */
  public boolean isPartial() {
    return meta().isPartial();
  }

  /** The hash of the server version; empty before the first answer. */
  public String serverVersion() {
    return meta().epoch == null ? "" : meta().hash.hex();
  }

  /** The hash of the local version; empty if there never was one. */
  public String localVersion() {
    return meta().epoch == null && !hasLocalChanges() ? "" : memory.localHash().hex();
  }

  /** This replica's position in the order of the space's versions. */
  public double cursor() {
    return meta().cursor;
  }

  /** The replica's id; empty before the first write to the database. */
  public String identity() {
    return meta().generation == 0 ? "" : meta().replica;
  }

  public double lastSynced() {
    return meta().lastSynced;
  }

  /** The keys of the documents with work that waits for no decision. */
  public List<String> pendingKeys() {
    List<String> keys = new ArrayList<>();
    for (Entry e : entries()) {
      if (!e.is(Entry.CONFLICTED) && !e.is(Entry.PARKED)) {
        keys.add(e.key);
      }
    }
    return keys;
  }

  /** Whether one of these documents has unfinished work. */
  public boolean holdsAny(List<String> keys) {
    for (String key : keys) {
      if (chain(key) != null) {
        return true;
      }
    }
    return false;
  }

  // --- documents ---

  /** Reads the local version of a document; absent if there is none. */
  public void get(String collection, String id, Read done) {
    String key = DocKey.of(collection, id);
    Reading reading = new Reading();
    read(
        (work, close) ->
            work.pages.load(
                work.tx,
                List.of(key),
                () -> {
                  reading.accept(Placed.value(work.chain(key).view()));
                  close.run();
                }),
        reading.into(done));
  }

  /**
   * Reads the local version of a collection: an array of {@code [id, value]}, ascending by id.
   *
   * @param range absent for all, or {@code {from, to, limit, reverse}}, each of which may be
   *     missing: the ids {@code from <= id < to}, at most so many, in reverse order. No more pages
   *     are read than that needs
   */
  public void entries(String collection, Json range, Read done) {
    Reading reading = new Reading();
    read(
        (work, close) ->
            new Listing(work, collection, range)
                .run(
                    found -> {
                      reading.accept(found);
                      close.run();
                    }),
        reading.into(done));
  }

  /** Makes the new value of a document from the present one. If it throws, nothing changes. */
  public interface Editor {
    Json edit(Json present);
  }

  /**
   * Changes one document, durably. If the editor returns absent, the document is deleted. If it
   * would make a misfit, it fails with {@code STATE_SHAPE}.
   *
   * <p>Changes that are asked for together share a transaction; see {@link Writes}.
   *
   * @param done receives the id of the mutation. If the value was equal to the present one, no
   *     mutation was made: it receives the id of the document's last entry, empty if it has none
   */
  public void edit(String collection, String id, Editor editor, Made<String> done) {
    Writes.Write write = new Writes.Write();
    write.add(DocKey.of(collection, id), editor);
    writes.begin(write, failure -> done.ended(Json.text(Json.at(write.mutations(), 0)), failure));
  }

  /**
   * Changes many documents, durably: all of them or none. Of two changes of one document the later
   * counts.
   *
   * @param changes an array of {@code {collection, id, value}}; without a value, the document is
   *     deleted
   * @param done receives for each change the id of its mutation, as {@link #edit} does
   */
  public void write(Json changes, Read done) {
    Writes.Write write = new Writes.Write();
    for (int i = 0, n = Json.size(changes); i < n; i++) {
      Json change = Json.at(changes, i);
      String collection = Json.text(Json.get(change, "collection"));
      write.add(
          DocKey.of(collection, Json.text(Json.get(change, "id"))),
          present -> Json.get(change, "value"));
    }
    writes.begin(write, failure -> done.ended(write.mutations(), failure));
  }

  static Failure unknown(String what) {
    return new Failure(Failure.Code.UNKNOWN_KEY, what + "; nothing was changed");
  }
}
