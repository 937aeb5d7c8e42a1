package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one replica, one after the other. Each first refreshes {@link Memory} from
 * disk, then runs its change on a {@link Work}. Memory takes over the result once it is on disk.
 *
 * <p>A transaction that reads an unreadable record rolls back. {@link Damage} then moves all such
 * records aside, and the change is tried once more.
 */
final class Transactions {
  private final Memory memory;
  private final Store store;
  private final Schema schema;
  private final Clock clock;
  private final Random random;
  private final Replica.Listener listener;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean busy;

  /** Whether memory may not match its generation, since a transaction failed half-way. */
  private boolean torn;

  /** Whether the replica was ever seen unsealed. Then a seal closes it. */
  private boolean wasUnsealed;

  private boolean ended;

  /** The loss that the listener must still be told; null if there is none. */
  private @Nullable Failure lost;

  /** The value of {@link Meta#pages} that the pages in memory belong to. */
  private int pagesRead = -1;

  Transactions(
      Memory memory,
      Store store,
      Schema schema,
      Clock clock,
      Random random,
      Replica.Listener listener) {
    this.memory = memory;
    this.store = store;
    this.schema = schema;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
  }

  /**
   * Runs {@code change} as one transaction, after all earlier ones.
   *
   * @param write whether it is expected to write. If one that is not does so all the same, it is
   *     undone and runs again
   */
  void run(boolean write, Replica.Change change, Done done) {
    waiting.add(() -> new Attempt(write, change, done, true).begin());
    next();
  }

  /** From now on nothing is read or written. */
  void end() {
    ended = true;
  }

  private void next() {
    Runnable first = busy || waiting.isEmpty() ? null : waiting.remove(0);
    if (first != null) {
      busy = true;
      first.run();
    }
  }

  /** One try of one change. */
  private final class Attempt {
    private final Replica.Change change;
    private final Done done;
    private final boolean first;
    private boolean write;
    private boolean refused;
    private boolean renewed;
    private @Nullable Work made;

    Attempt(boolean write, Replica.Change change, Done done, boolean first) {
      this.write = write;
      this.change = change;
      this.done = done;
      this.first = first;
    }

    void begin() {
      if (ended) {
        busy = false;
        done.ended(Failure.signedOut());
        next();
        return;
      }
      boolean[] again = {false};
      store.transact(
          write,
          tx -> {
            torn |= again[0]; // the store may run it twice
            again[0] = true;
            Transaction mine = write ? tx : new ReadOnly(tx, () -> refused = true);
            tx.get(Table.META, Meta.KEY, record -> renew(tx, record, () -> change(mine)));
          },
          this::ended);
    }

    private void change(Transaction tx) {
      Work work = new Work(memory, tx, schema, clock, random);
      change.run(
          work,
          () -> {
            work.close();
            made = work;
          });
    }

    private void ended(@Nullable Failure failure) {
      torn = failure != null;
      if (refused) {
        refused = false;
        write = true;
        begin();
        return;
      }
      if (failure != null && first && failure.code() == Failure.Code.CORRUPT_PAGE) {
        mend(failure);
        return;
      }
      busy = false;
      boolean changed = false;
      if (failure == null && made != null) {
        install(made);
        changed = made.changed;
      }
      done.ended(failure);
      if (renewed || changed) {
        listener.changed(changed);
      }
      Failure told = lost;
      lost = null;
      if (told != null) {
        listener.lost(told);
      }
      next();
    }

    /** Moves unreadable records to the table DAMAGED and tries again, once. */
    private void mend(Failure damage) {
      memory.rarely.setAside(
          store,
          clock,
          random,
          (records, failure) -> {
            if (Json.size(records) > 0 && failure == null) {
              lost = damage;
            }
            new Attempt(write, change, done, false).begin();
          });
    }

    /** Reads again what another tab has changed, or what memory never had. */
    private void renew(Transaction tx, Json record, Runnable then) {
      Meta meta = memory.meta();
      if (Json.isAbsent(record)) {
        empty(tx, then);
        return;
      }
      Meta disk = Meta.read(record);
      if (disk.sealed && wasUnsealed) {
        throw Failure.signedOut();
      }
      boolean same = disk.replica.equals(meta.replica);
      boolean known = !torn && same;
      // After a failure all is read again. That is no news: who tries again at news would go on
      // failing for ever.
      boolean news = !same || disk.generation != meta.generation;
      if (known && !news) {
        memory.setMeta(disk);
        then.run();
        return;
      }
      Runnable outbox =
          () ->
              readOutbox(
                  tx,
                  () -> {
                    memory.setMeta(disk); // together with the chains that it counts
                    renewed = news;
                    then.run();
                  });
      if (known && pagesRead == disk.pages) {
        outbox.run();
      } else {
        memory.pages.reload(
            tx,
            () -> {
              pagesRead = disk.pages;
              outbox.run();
            });
      }
    }

    /** The database is new, or the browser has evicted its data. */
    private void empty(Transaction tx, Runnable then) {
      boolean evicted = memory.meta().generation > 0;
      if (evicted) {
        lost =
            new Failure(
                Failure.Code.EVICTED,
                "the browser has removed what was kept here; the server's state is pulled again,"
                    + " unsent changes are gone but for what a page still shows");
      }
      if (evicted || memory.meta().replica.isEmpty()) {
        Meta fresh = new Meta();
        fresh.replica = Entry.newId(random);
        memory.setMeta(fresh);
      }
      pagesRead = 0;
      memory.forgetChains();
      memory.pages.reload(
          tx,
          () -> {
            renewed = evicted;
            then.run();
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
          Map<String, List<Entry>> packs = new HashMap<>();
          for (int i = 0, n = Json.size(rows); i < n; i++) {
            String record = Json.text(Json.at(Json.at(rows, i), 0));
            Json value = Json.at(Json.at(rows, i), 1);
            List<Entry> pack = new ArrayList<>();
            boolean sound =
                Outbox.read(
                    record,
                    value,
                    (place, entry) -> {
                      Entry e = Entry.read(place, entry);
                      e.record = record;
                      pack.add(e);
                      keys.add(e.key);
                    });
            if (!sound) {
              throw Damage.on(Table.OUTBOX, record);
            }
            all.addAll(pack);
            if (Json.isString(value)) {
              packs.put(record, pack);
            }
          }
          memory.pages.load(
              tx,
              keys,
              () -> {
                memory.load(all, packs);
                then.run();
              });
        });
  }

  private void install(Work work) {
    torn = false;
    memory.install(work);
    wasUnsealed |= !work.meta.sealed;
    pagesRead = work.meta.pages;
  }
}
