package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Handles unreadable records: moves them unchanged to the table {@code damaged}, and has the
 * documents pulled again from the server. All other records stay in use.
 *
 * <p>How it works: a transaction that reads such a record throws {@link #on} and rolls back. {@link
 * #setAside} then reads all records on disk in a transaction of its own. Then the first one is
 * retried. This is rare, so reading everything is acceptable. A browser that has lost a record's
 * file rolls back every transaction that reads the record. So each try skips the records that
 * earlier tries found {@link Lost}.
 *
 * <p>Damaged work counts as archived. If the replica's own record is damaged, the replica gets a
 * new one with a new id; unsent work keeps its ids and origin.
 */
final class Damage {
  /*
   * A record of DAMAGED: key = a sequence number, value = { at, table, key, value }. Its value is
   * null if the browser could not read the record at all.
   */
  private static final Table[] READ = {
    Table.DAMAGED, Table.ARCHIVE, Table.HISTORY, Table.OUTBOX, Table.PAGES
  };

  private static final String TABLE = "table";

  private final Transaction tx;
  private final Clock clock;
  private final Random random;
  private final Lost lost;

  /** Whether this try found a lost record. */
  private boolean finds;

  /** The records to move to {@code damaged}. */
  private final Json found = Json.array();

  private boolean noWayBack;
  private boolean sealed;
  private Meta meta = new Meta();
  private StateHash hash = StateHash.EMPTY;
  private int boot;
  private int unfinished;
  private int archived;
  private int last;

  /** What earlier tries found. It holds until another page writes: that one may have mended it. */
  private static final class Lost {
    /** The records that the disk has lost, by table and key. */
    Json records = Json.object();

    /** How many records were set aside. */
    private int aside = -1;

    private int generation = -1;
  }

  private Damage(Transaction tx, Clock clock, Random random, Lost lost) {
    this.tx = tx;
    this.clock = clock;
    this.random = random;
    this.lost = lost;
  }

  /** The table of what a row of DAMAGED holds. */
  static String table(Json row) {
    Json record = Json.at(row, 1);
    if (!isSound(Table.DAMAGED, record)) {
      throw on(Table.DAMAGED, Json.text(Json.at(row, 0)));
    }
    return Json.text(Json.get(record, TABLE));
  }

  /** The exception to throw on reading an unreadable record. */
  static Failure on(Table table, String key) {
    return new Failure(
        Failure.Code.CORRUPT_PAGE,
        "the record \""
            + key
            + "\" of "
            + table.name()
            + " cannot be read; it is set aside, and what the server has of it is pulled again");
  }

  /**
   * Moves all unreadable records to {@code damaged}.
   *
   * @param done receives the records: none if another tab was faster
   */
  static void setAside(Store store, Clock clock, Random random, Read done) {
    setAside(store, clock, random, new Lost(), done);
  }

  private static void setAside(Store store, Clock clock, Random random, Lost lost, Read done) {
    Damage[] run = new Damage[1]; // the transaction may run twice
    store.transact(
        true,
        tx -> {
          run[0] = new Damage(tx, clock, random, lost);
          run[0].begin();
        },
        failure -> {
          if (failure != null && run[0] != null && run[0].finds) {
            setAside(store, clock, random, lost, done);
          } else {
            done.ended(run[0] == null ? Json.array() : run[0].found, failure);
          }
        });
  }

  private void get(Table table, String key, Transaction.Sink then) {
    Json name = Json.of(table.name() + "/" + key);
    if (!Json.isAbsent(Json.get(lost.records, name))) {
      then.accept(Json.nul());
      return;
    }
    tx.get(
        table,
        key,
        record -> {
          if (Json.kind(record) == Json.NULL) {
            Json.set(lost.records, name, name);
            finds = true;
          }
          then.accept(record);
        });
  }

  private void begin() {
    tx.keys(
        Table.DAMAGED,
        keys -> {
          lost.aside = since(lost.aside, Json.size(keys));
          replica();
        });
  }

  /** Forgets what earlier tries found, unless all is as it was then. */
  private int since(int before, int now) {
    if (before != now) {
      lost.records = Json.object();
    }
    return now;
  }

  private void replica() {
    get(
        Table.META,
        Meta.KEY,
        record -> {
          boolean whole = Meta.isSound(record);
          if (whole) {
            meta = Meta.read(record);
            last = meta.seq;
            lost.generation = since(lost.generation, meta.generation);
          } else {
            note(Table.META, Meta.KEY, record);
            meta.replica = Entry.newId(random);
          }
          walk(0, () -> end(whole));
        });
  }

  private void walk(int at, Runnable then) {
    if (at == READ.length) {
      then.run();
      return;
    }
    Table table = READ[at];
    tx.keys(
        table,
        keys -> {
          int n = Json.size(keys);
          Countdown left = new Countdown(n, () -> walk(at + 1, then));
          for (int i = 0; i < n; i++) {
            String key = Json.text(Json.at(keys, i));
            get(
                table,
                key,
                record -> {
                  visit(table, key, record);
                  left.step();
                });
          }
        });
  }

  private void visit(Table table, String key, Json record) {
    if (table != Table.PAGES) {
      last = Math.max(last, DocKey.number(key));
    }
    if (table == Table.OUTBOX) {
      if (!Outbox.read(key, record, this::entry)) {
        note(table, key, record);
      }
    } else if (!isSound(table, record)) {
      note(table, key, record);
    } else if (table == Table.ARCHIVE) {
      archived += Json.size(Json.get(record, "entries"));
      sealed |= Seal.made(record);
    } else if (table == Table.PAGES) {
      page(record);
    }
  }

  private static boolean isSound(Table table, Json record) {
    return switch (table) {
      case PAGES -> Pages.isSound(record);
      case ARCHIVE -> Archives.isSound(record);
      case HISTORY -> History.isSound(record);
      default -> Json.isObject(record) && Json.isString(Json.get(record, TABLE));
    };
  }

  private void entry(String place, Json entry) {
    last = Math.max(last, DocKey.number(place));
    unfinished++;
    hasSchema(Entry.schema(entry));
  }

  private void page(Json page) {
    Json keys = Json.keys(page);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String key = Json.text(Json.at(keys, i));
      Json entry = Json.get(page, Json.at(keys, i));
      boot = Math.max(boot, (int) Json.number(Json.at(entry, 1)));
      Json value = Pages.doc(entry).value();
      hash = hash.plus(DocKey.hash(key, value));
      if (key.equals(Migration.KEY)) {
        meta.serverSchema = SchemaVersion.of(value);
        hasSchema(meta.serverSchema);
      }
    }
  }

  /** A record has the form of that version: none has a later one than the local version. */
  private void hasSchema(double version) {
    meta.schema = Math.max(meta.schema, version);
  }

  private void note(Table table, String key, Json record) {
    Json one = Json.object();
    Json.set(one, "at", Json.of(clock.now()));
    Json.set(one, TABLE, Json.of(table.name()));
    Json.set(one, "key", Json.of(key));
    Json.set(one, "value", record);
    Json.push(found, one);
    noWayBack |= table == Table.HISTORY;
    archived += table == Table.OUTBOX ? 1 : 0;
    tx.delete(table, key);
  }

  private void end(boolean whole) {
    int n = Json.size(found);
    if (n == 0) {
      return;
    }
    meta.seq = last;
    for (int i = 0; i < n; i++) {
      tx.put(Table.DAMAGED, DocKey.sequence(++meta.seq), Json.at(found, i));
    }
    if (noWayBack) {
      // A restore needs each later snapshot: with one gone, none works.
      tx.deleteRange(Table.HISTORY, "", "");
      meta.snapshots = Json.array();
    }
    if (whole) {
      meta.count("archived", meta.unfinished() - unfinished);
    } else {
      meta.boot = boot;
      meta.sealed = sealed;
      meta.audit = Json.object();
      meta.count("archived", archived);
      meta.count("total", unfinished + archived);
    }
    if (meta.epoch != null && !meta.epoch.isEmpty()) {
      meta.partial = true;
      meta.pulling = true;
      meta.cursor = 0; // everything is pulled again; intact documents have their version already
    }
    meta.hash = hash;
    meta.verified = false;
    meta.migrated = ""; // a migration may be among what is lost
    meta.generation++;
    meta.pages++;
    tx.put(Table.META, Meta.KEY, meta.write());
  }
}
