package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Made;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one space on this installation: the server version in {@link Pages}, local
 * changes in the outbox, the local version as one on top of the other.
 *
 * <p>How it works: every change is one {@link Work}, one transaction of the {@link Store}. Each tab
 * has a Replica of its own over the same store; {@link Memory} is a cache that carries the
 * generation it was read at, and a transaction ({@link Transactions}) that finds a newer one on
 * disk reads it again. So a method always decides on what is on disk. Nothing here knows a network.
 *
 * <p>Answers from memory ({@link #hasLocalChanges}, {@link #entries}, versions) are as of the last
 * transaction; {@link #refresh} makes them so after news from another tab.
 */
public final class Replica {
  private final Memory memory = new Memory();
  private final Transactions transactions;
  private final Clock clock;

  /** Hears that what the replica answers from memory is not what it was. */
  public interface Listener {
    /**
     * @param here whether this replica changed it, rather than found it changed
     */
    void changed(boolean here);

    /** Hears that what was on disk is gone, in part or whole, and what became of the rest. */
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
    this.clock = clock;
    transactions = new Transactions(memory, store, clock, random, listener);
  }

  /** From now on nothing is read or written here. */
  public void end() {
    transactions.end();
  }

  /** Brings memory up to what is on disk. */
  public void refresh(Store.Done done) {
    transact((work, then) -> then.run(), done);
  }

  // --- transactions ---

  /** Something to be done in a transaction, with the pages that it needs in memory. */
  interface Step {
    void run(Work work);
  }

  /** Runs {@code change} as one transaction, after those asked for before. */
  void transact(Change change, Store.Done done) {
    transactions.run(change, done);
  }

  /** Runs a step that needs no page but those of unsent work. */
  void run(Step step, Store.Done done) {
    runOn(new ArrayList<>(), step, done);
  }

  /** Runs a step that needs one document. */
  void runOn(String key, Step step, Store.Done done) {
    List<String> keys = new ArrayList<>();
    keys.add(key);
    runOn(keys, step, done);
  }

  /** Runs a step that needs these documents. */
  void runOn(List<String> keys, Step step, Store.Done done) {
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
  void runOnAll(Step step, Store.Done done) {
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

  double now() {
    return clock.now();
  }

  /** All unfinished work in order. */
  List<Entry> entries() {
    return memory.entries();
  }

  StateHash localHash() {
    return memory.localHash();
  }

  /** Whether anything here is not known to be on the server. */
  public boolean hasLocalChanges() {
    return memory.hasLocalChanges();
  }

  /** Whether anything can be sent: work that waits for no decision. */
  public boolean hasWork() {
    for (Chain chain : memory.chains()) {
      if (chain.next() != null) {
        return true;
      }
    }
    return meta().booting;
  }

  /** The hash of what the server is known to hold; empty before it was ever heard. */
  public String serverVersion() {
    return meta().epoch == null ? "" : meta().hash.hex();
  }

  /** The hash of the state as the user sees it here; empty if there never was one. */
  public String localVersion() {
    return meta().epoch == null && !hasLocalChanges() ? "" : localHash().hex();
  }

  /** Where this replica stands in the server's order. */
  public double cursor() {
    return meta().cursor;
  }

  /** The replica's id; empty before anything was written to the database. */
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

  /** Gives the document as the user sees it here; absent if there is none. */
  public void get(String collection, String id, Transaction.Sink then, Store.Done done) {
    String key = DocKey.of(collection, id);
    runOn(key, work -> then.accept(work.chain(key).view()), done);
  }

  /**
   * Gives the collection as the user sees it here: an array of {@code [id, value]}, ascending by
   * id.
   */
  public void entries(String collection, Transaction.Sink then, Store.Done done) {
    String prefix = DocKey.prefix(collection);
    transact(
        (work, close) ->
            work.pages.loadPrefix(
                work.tx,
                prefix,
                () -> {
                  then.accept(LocalDocuments.entries(work, prefix));
                  close.run();
                }),
        done);
  }

  /** Makes the new value of a document from the present one; may throw to change nothing. */
  public interface Editor {
    Json edit(Json present);
  }

  /**
   * Changes one document, durably. An editor's absent answer removes it.
   *
   * @param done hears the id of the mutation
   */
  public void edit(String collection, String id, Editor editor, Made<String> done) {
    String key = DocKey.of(collection, id);
    Edit edit = new Edit(key, editor);
    runOn(key, edit, failure -> done.ended(edit.mutation, failure));
  }

  private static final class Edit implements Step {
    private final String key;
    private final Editor editor;
    private String mutation = "";

    Edit(String key, Editor editor) {
      this.key = key;
      this.editor = editor;
    }

    @Override
    public void run(Work work) {
      Chain chain = work.chain(key);
      Json view = chain.view();
      String made = Edits.edit(work, key, view, editor.edit(view));
      mutation = made != null ? made : chain.isEmpty() ? "" : chain.last().id;
    }
  }

  static Failure unknown(String what) {
    return new Failure(Failure.Code.UNKNOWN_KEY, what + "; nothing was changed");
  }
}
