package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one space on this installation: the server version in {@link Pages}, local
 * changes in the outbox, the local version as one on top of the other.
 *
 * <p>How it works: every change is one {@link Work}, one transaction of the {@link Store}. Each tab
 * has a Replica of its own over the same store; memory is a cache that carries the generation it
 * was read at, and a transaction that finds a newer one on disk reads it again. So whatever a
 * method decides, it decides on what is on disk. Nothing here knows a network.
 *
 * <p>Answers from memory ({@link #hasLocalChanges}, {@link #entries}, versions) are as of the last
 * transaction; {@link #refresh} makes them so after news from another tab.
 */
public final class Replica {
  private final Store store;
  private final Clock clock;
  private final Random random;
  private final Listener listener;
  private final Pages pages = new Pages();
  private final Map<String, Chain> chains = new HashMap<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  /** Whether memory may differ from what its generation says: a transaction failed half-way. */
  private boolean torn;

  /** Whether this was ever open and unsealed: then a seal ends it. */
  private boolean inside;

  private boolean ended;

  /** What the listener is still to be told. */
  private @Nullable Failure lost;

  private Meta meta = new Meta();
  private int pagesRead = -1;
  private StateHash overlay = StateHash.EMPTY;
  private @Nullable List<Entry> order;

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
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
  }

  // --- transactions ---

  /** Runs {@code change} as one transaction, after those asked for before. */
  void transact(Change change, Store.Done done) {
    waiting.add(() -> begin(change, done, true));
    next();
  }

  /** From now on nothing is read or written here. */
  public void end() {
    ended = true;
  }

  /** Brings memory up to what is on disk. */
  public void refresh(Store.Done done) {
    transact((work, then) -> then.run(), done);
  }

  private void next() {
    Runnable first = busy ? null : waiting.poll();
    if (first != null) {
      busy = true;
      first.run();
    }
  }

  private void begin(Change change, Store.Done done, boolean first) {
    if (ended) {
      busy = false;
      done.ended(Failure.signedOut());
      next();
      return;
    }
    Work[] made = {null};
    boolean[] renewed = {false};
    store.transact(
        true,
        tx ->
            tx.get(
                Table.META,
                Meta.KEY,
                record ->
                    renew(
                        tx,
                        record,
                        fresh -> {
                          renewed[0] = fresh;
                          Work work = new Work(this, tx, meta.copy(), pages);
                          change.run(
                              work,
                              () -> {
                                work.close();
                                made[0] = work;
                              });
                        })),
        failure -> {
          torn = failure != null;
          if (failure != null && first && failure.code() == Failure.Code.CORRUPT_PAGE) {
            mend(failure, () -> begin(change, done, false));
            return;
          }
          busy = false;
          if (failure == null) {
            install(made[0]);
          }
          boolean news = renewed[0] || failure == null && made[0].changed;
          done.ended(failure);
          if (news) {
            listener.changed(failure == null && made[0].changed);
          }
          Failure told = lost;
          lost = null;
          if (told != null) {
            listener.lost(told);
          }
          next();
        });
  }

  /** Sets aside what cannot be read and tries again, once. */
  private void mend(@Nullable Failure damage, Runnable again) {
    Damage.setAside(
        this,
        store,
        (failure, records) -> {
          if (records > 0 && failure == null) {
            lost = damage;
          }
          again.run();
        });
  }

  private interface Renewed {
    void then(boolean fresh);
  }

  /** Reads again what another tab, or an earlier life of this one, has changed. */
  private void renew(Transaction tx, Json record, Renewed then) {
    if (Json.isAbsent(record)) {
      boolean evicted = meta.generation > 0;
      if (evicted) {
        lost =
            new Failure(
                Failure.Code.EVICTED,
                "the browser has removed what was kept here; the server's state is pulled again,"
                    + " unsent changes are gone but for what a page still shows");
      }
      if (evicted || meta.replica.isEmpty()) {
        meta = new Meta();
        meta.replica = newId();
      }
      pagesRead = 0;
      forgetChains();
      pages.reload(tx, () -> then.then(evicted));
      return;
    }
    Meta disk = Meta.read(record);
    if (disk.sealed && inside) {
      throw Failure.signedOut();
    }
    boolean known = !torn && disk.replica.equals(meta.replica);
    if (known && disk.generation == meta.generation) {
      meta = disk;
      then.then(false);
      return;
    }
    Runnable outbox =
        () ->
            readOutbox(
                tx,
                () -> {
                  meta = disk; // with the work that it counts
                  then.then(true);
                });
    if (known && pagesRead == disk.pages) {
      outbox.run();
    } else {
      pages.reload(
          tx,
          () -> {
            pagesRead = disk.pages;
            outbox.run();
          });
    }
  }

  private void readOutbox(Transaction tx, Runnable then) {
    tx.scan(
        Table.OUTBOX,
        "",
        "",
        rows -> {
          List<Entry> all = new ArrayList<>();
          List<String> keys = new ArrayList<>();
          for (int i = 0, n = Json.size(rows); i < n; i++) {
            Json row = Json.at(rows, i);
            if (!Entry.flaw(Json.at(row, 1)).isEmpty()) {
              throw Damage.on(Table.OUTBOX, Json.text(Json.at(row, 0)));
            }
            Entry e = Entry.read(Json.text(Json.at(row, 0)), Json.at(row, 1));
            all.add(e);
            keys.add(e.key);
          }
          pages.load(
              tx,
              keys,
              () -> {
                forgetChains();
                for (Entry e : all) {
                  Chain chain = chains.get(e.key);
                  if (chain == null) {
                    chain = new Chain(e.key, pages.doc(e.key), new ArrayList<>());
                    chains.put(e.key, chain);
                  }
                  e.standOnLast(chain.entries);
                  chain.entries.add(e);
                }
                for (Chain chain : chains.values()) {
                  overlay = overlay.plus(chain.delta());
                }
                then.run();
              });
        });
  }

  private void forgetChains() {
    chains.clear();
    overlay = StateHash.EMPTY;
    order = null;
  }

  private void install(Work work) {
    torn = false;
    meta = work.meta;
    inside |= !meta.sealed;
    pagesRead = meta.pages;
    for (Chain chain : work.chains.values()) {
      Chain old = chains.remove(chain.key);
      if (old != null) {
        overlay = overlay.minus(old.delta());
      }
      if (!chain.isEmpty()) {
        chains.put(chain.key, chain);
        overlay = overlay.plus(chain.delta());
      }
      order = null;
    }
  }

  // --- from memory ---

  @Nullable Chain chain(String key) {
    return chains.get(key);
  }

  Meta meta() {
    return meta;
  }

  double now() {
    return clock.now();
  }

  String newId() {
    return random.hex(32);
  }

  /** All unfinished work in order. */
  List<Entry> entries() {
    if (order == null) {
      List<Entry> all = new ArrayList<>();
      for (Chain chain : chains.values()) {
        all.addAll(chain.entries);
      }
      all.sort((a, b) -> Integer.compare(a.seq, b.seq));
      order = all;
    }
    return order;
  }

  /** Whether anything here is not known to be on the server. */
  public boolean hasLocalChanges() {
    return !chains.isEmpty();
  }

  /** Whether anything can be sent: work that waits for no decision. */
  public boolean hasWork() {
    for (Chain chain : chains.values()) {
      if (chain.next() != null) {
        return true;
      }
    }
    return meta.booting;
  }

  /** The hash of what the server is known to hold; empty before it was ever heard. */
  public String serverVersion() {
    return meta.epoch == null ? "" : meta.hash.hex();
  }

  /** The hash of the state as the user sees it here; empty if there never was one. */
  public String localVersion() {
    return meta.epoch == null && chains.isEmpty() ? "" : localHash().hex();
  }

  StateHash localHash() {
    return meta.hash.plus(overlay);
  }

  /** Where this replica stands in the server's order. */
  public double cursor() {
    return meta.cursor;
  }

  /** Who lives in this database; empty before anything was written to it. */
  public String identity() {
    return meta.generation == 0 ? "" : meta.replica;
  }

  public double lastSynced() {
    return meta.lastSynced;
  }

  // --- documents ---

  /** Gives the document as the user sees it here; absent if there is none. */
  public void get(String collection, String id, Transaction.Sink then, Store.Done done) {
    String key = DocKey.of(collection, id);
    read(key, work -> then.accept(work.chain(key).view()), done);
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

  /** Hears the id of a mutation, or why there is none. */
  public interface Minted {
    void ended(@Nullable Failure failure, String id);
  }

  /** Changes one document, durably. An editor's absent answer removes it. */
  public void edit(String collection, String id, Editor editor, Minted done) {
    String key = DocKey.of(collection, id);
    String[] minted = {""};
    read(
        key,
        work -> {
          Chain chain = work.chain(key);
          Json view = chain.view();
          String made = Edits.edit(work, key, view, editor.edit(view));
          minted[0] = made != null ? made : chain.isEmpty() ? "" : chain.last().id;
        },
        failure -> done.ended(failure, minted[0]));
  }

  /** Something that needs only the pages of some documents. */
  interface Step {
    void run(Work work);
  }

  /** Something that needs no page but those of unsent work. */
  void read(Step step, Store.Done done) {
    read(new ArrayList<>(), step, done);
  }

  void read(String key, Step step, Store.Done done) {
    List<String> keys = new ArrayList<>();
    keys.add(key);
    read(keys, step, done);
  }

  void read(List<String> keys, Step step, Store.Done done) {
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
      if (chains.containsKey(key)) {
        return true;
      }
    }
    return false;
  }

  void readAll(Step step, Store.Done done) {
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

  static Failure unknown(String what) {
    return new Failure(Failure.Code.UNKNOWN_KEY, what + "; nothing was changed");
  }
}
