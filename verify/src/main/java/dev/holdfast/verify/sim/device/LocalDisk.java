package dev.holdfast.verify.sim.device;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A browser's disk under the rules of IndexedDB. Transactions that write run one after the other,
 * also across tabs. If a page dies, an open transaction leaves no trace; one that is already
 * committing may or may not become durable. A full disk aborts a transaction. The browser may
 * delete all data.
 */
public final class LocalDisk implements Contents {
  /** A page or worker that has the disk open. */
  public interface Client extends Agenda.Life {
    /** A transaction of this client is about to be on disk. */
    default void writes() {}

    /** A transaction of this client is on disk. */
    void wrote();
  }

  private final Ground ground;
  private final Dice dice;
  private final ArrayDeque<Tx> waiting = new ArrayDeque<>();
  private final Medium medium = new Medium();
  private final Rot rot = new Rot(medium);
  private final Layout layout = new Layout(medium, rot);
  private final Frozen frozen = new Frozen(medium);
  private final Whole whole = new Whole();
  private @Nullable Tx running;
  private boolean full;
  private int commits;
  private boolean justWrote;

  public LocalDisk(Ground ground, int number) {
    this.ground = ground;
    this.dice = ground.dice("disk", number);
  }

  /** The disk as one page sees it. */
  public Store openedBy(Client page) {
    return ground.bugs().store((write, body, done) -> transact(page, write, body, done));
  }

  @Override
  public TreeMap<String, Json> committed(Table table) {
    return rot.committed(table);
  }

  /** The durable records, readable or not. */
  public TreeMap<String, Json> raw(Table table) {
    return medium.table(table);
  }

  public Layout layout() {
    return layout;
  }

  public Rot rot() {
    return rot;
  }

  /** Whether no transaction is open. */
  public boolean isQuiet() {
    return running == null && waiting.isEmpty();
  }

  /** How many transactions have written so far. */
  public int commits() {
    return commits;
  }

  /** Whether the call that ends now has written. */
  public boolean justWrote() {
    return justWrote;
  }

  /** Whether no document is missing because a pull of everything is under way. */
  public boolean isWhole() {
    return whole.is();
  }

  /** The server is restored from a backup. */
  public void serverRestored() {
    whole.restored();
  }

  /**
   * An answer is here that the server gave before it was restored.
   *
   * @param cursor the cursor in it
   */
  public void heardLate(Json cursor) {
    whole.heardLate(cursor);
  }

  /** The data is in the form of a release that kept no hash of it. */
  public void hasNoHash() {
    whole.hasNoHash();
  }

  /** Whether the server was restored during a pull in parts that has not ended well yet. */
  public boolean isMixed() {
    return whole.isMixed();
  }

  /** Makes all commits so far durable on the medium. */
  public void sync() {
    medium.sync();
  }

  public void fill(boolean full) {
    this.full = full;
  }

  public boolean isFull() {
    return full;
  }

  /** The browser deletes all data, with the transaction that is being written. */
  public void evict() {
    if (running != null) {
      running.closed = true;
    }
    medium.clear();
    layout.forget();
    rot.forget();
    whole.forget();
  }

  /**
   * Relaxed durability: some of the latest commits never reached the disk, always the newest.
   *
   * @return the time since which nothing is durable
   */
  public double losePower() {
    running = null;
    waiting.clear();
    double since = medium.undo(ground.now() - dice.pause(Medium.RELAXED));
    whole.undo(since);
    return since;
  }

  private void transact(Client page, boolean write, Store.Body body, Done done) {
    waiting.add(new Tx(page, write, body, done));
    ground.after(0, Agenda.WORLD, this::next);
  }

  private void next() {
    if (running != null) {
      return;
    }
    Tx tx = waiting.poll();
    while (tx != null && !tx.page.alive()) {
      tx = waiting.poll();
    }
    if (tx != null) {
      running = tx;
      tx.begin();
    }
  }

  private final class Tx implements Transaction {
    final Client page;
    private final boolean write;
    private final Store.Body body;
    private final Done done;
    private final List<TreeMap<String, Json>> overlay = Medium.empty();
    private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
    private boolean writes;
    private boolean closed;
    private boolean unread;

    Tx(Client page, boolean write, Store.Body body, Done done) {
      this.page = page;
      this.write = write;
      this.body = body;
      this.done = done;
    }

    void begin() {
      Failure failure = null;
      if (ground.faults().store(dice)) {
        failure = new Failure(Code.STORE_CLOSED, "the browser took the handle away");
      } else {
        try {
          body.run(this);
          for (Runnable read = reads.poll(); read != null; read = reads.poll()) {
            read.run();
          }
        } catch (Failure thrown) {
          failure = thrown;
        } catch (Violation violation) {
          throw violation;
        } catch (RuntimeException broken) {
          throw new Violation("crash", "an exception in a transaction: " + broken, broken);
        }
      }
      if (unread && failure == null && dice.chance(0.5)) {
        failure = new Failure(Code.CORRUPT_PAGE, "a record's file is lost");
      }
      Failure ended = failure;
      ground.after(dice.pause(2), Agenda.WORLD, () -> end(ended));
    }

    private void end(@Nullable Failure thrown) {
      if (running != this) {
        return; // the power failed
      }
      running = null;
      Failure failure = closed ? new Failure(Code.STORE_CLOSED, "evicted") : thrown;
      if (failure == null && writes && full && page.alive()) {
        failure = new Failure(Code.QUOTA, "the disk is full");
      }
      boolean commits = failure == null && (page.alive() || dice.chance(0.5));
      if (commits) {
        commit();
      } else if (page.alive() && ground.bugs().keepsPartOfFailures()) {
        overlay.get(Table.META.ordinal()).clear();
        commit();
      }
      justWrote = commits && writes;
      if (page.alive()) {
        done.ended(failure);
      }
      justWrote = false;
      next();
    }

    private void commit() {
      if (!writes) {
        return;
      }
      page.writes();
      layout.committing();
      rot.committing(overlay);
      frozen.committing(overlay);
      whole.committing(ground.now(), overlay);
      StringBuilder what = new StringBuilder("commit");
      for (int t = 0; t < overlay.size(); t++) {
        for (String key : overlay.get(t).keySet()) {
          what.append(t).append(key);
        }
      }
      commits++;
      medium.commit(ground.now(), overlay);
      if (overlay.get(Table.DAMAGED.ordinal()).isEmpty()) { // else records were set aside, unasked
        page.wrote();
      }
      ground.note(what.toString());
    }

    /** A copy for the reader, as IndexedDB gives it: changes to it do not reach the disk. */
    private static Json read(Json value) {
      Json own = Json.isObject(value) ? Json.copy(value) : value;
      Json audit = Json.isObject(own) ? Json.get(own, "audit") : Json.absent();
      if (Json.isObject(audit)) {
        Json.set(own, "audit", Json.copy(audit)); // the only part that is changed in place
      }
      return own;
    }

    @Override
    public void get(Table table, String key, Sink then) {
      Json mine = overlay.get(table.ordinal()).get(key);
      Json value = mine != null ? mine : medium.table(table).get(key);
      Json found = value == null ? Json.absent() : read(value);
      unread |= Json.kind(found) == Json.NULL;
      reads.add(() -> then.accept(found));
    }

    private TreeMap<String, Json> rows(Table table, String from, String to) {
      TreeMap<String, Json> rows = new TreeMap<>();
      TreeMap<String, Json> base = medium.table(table);
      rows.putAll(to.isEmpty() ? base.tailMap(from, true) : base.subMap(from, true, to, false));
      for (Map.Entry<String, Json> e : overlay.get(table.ordinal()).entrySet()) {
        if (Json.isAbsent(e.getValue())) {
          rows.remove(e.getKey());
        } else if (e.getKey().compareTo(from) >= 0
            && (to.isEmpty() || e.getKey().compareTo(to) < 0)) {
          rows.put(e.getKey(), e.getValue());
        }
      }
      return rows;
    }

    @Override
    public void keys(Table table, Sink then) {
      Json keys = Json.array();
      for (String key : rows(table, "", "").keySet()) {
        Json.push(keys, Json.of(key));
      }
      reads.add(() -> then.accept(keys));
    }

    @Override
    public void scan(Table table, String from, String to, Sink then) {
      Json out = Json.array();
      for (Map.Entry<String, Json> e : rows(table, from, to).entrySet()) {
        if (Json.kind(e.getValue()) == Json.NULL) {
          throw new Failure(Code.CORRUPT_PAGE, "the record " + e.getKey() + " has lost its file");
        }
        Json row = Json.array();
        Json.push(row, Json.of(e.getKey()));
        Json.push(row, read(e.getValue()));
        Json.push(out, row);
      }
      reads.add(() -> then.accept(out));
    }

    private void written() {
      if (!write) {
        throw new Violation("crash", "a write in a transaction that reads");
      }
      writes = true;
    }

    @Override
    public void put(Table table, String key, Json value) {
      written();
      overlay.get(table.ordinal()).put(key, value);
    }

    @Override
    public void delete(Table table, String key) {
      written();
      overlay.get(table.ordinal()).put(key, Json.absent());
    }

    @Override
    public void deleteRange(Table table, String from, String to) {
      for (String key : rows(table, from, to).keySet()) {
        delete(table, key);
      }
    }
  }
}
