package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the documents of an older schema to the release's version, in one transaction.
 *
 * <p>How it works: the server version is migrated, and each document that changes gets an entry
 * that {@link Entry#migrates} it. It lies below all other local changes of the document. The local
 * version is migrated too, and what differs then is local changes on top, as before. So two devices
 * that migrate the same documents make the same entries, and the server sees an edit as an edit and
 * not as a part of the migration.
 *
 * <p>Until the server has taken the version ({@link SchemaVersion}), its news may have the old
 * form. Then the lower entries are made again from the present server version, and local changes
 * stay on top. The server takes the version only from a replica that has seen all changes.
 */
final class Migration {
  static final String KEY = DocKey.of(SchemaVersion.COLLECTION, SchemaVersion.DOC);

  private final Work work;

  /** Whether all local changes are made again, even where the migration changes nothing. */
  private final boolean rebases;

  private final boolean isFirst;
  private final Json server = Json.object();
  private final Json under;
  private final Json local;

  private Migration(Work work, boolean rebases) {
    this.work = work;
    this.rebases = rebases;
    isFirst = work.meta.schema < work.schema.version;
    work.pages.each("", "", (key, doc) -> put(server, key, doc.value()));
    boolean changed = false;
    for (Entry e : work.memory.entries()) {
      Chain chain = work.chain(e.key);
      changed |= !chain.isEmpty();
      if (!chain.isEmpty()) {
        put(server, e.key, base(chain).value());
      }
    }
    under = migrated(work, server, work.meta.serverSchema);
    local =
        isFirst && changed
            ? migrated(work, LocalDocuments.all(work).values, work.meta.schema)
            : under;
  }

  private static void put(Json docs, String key, Json value) {
    if (!key.equals(KEY)) {
      Json.remove(docs, Json.of(key));
      Json.set(docs, key, value);
    }
  }

  /** Migrates what has an older version, if all of it is here, then runs {@code then}. */
  static void run(Work work, Runnable then) {
    if (isDue(work)) {
      now(work, then);
    } else {
      then.run();
    }
  }

  /** Migrates what is here, then runs {@code then}. */
  static void now(Work work, Runnable then) {
    work.pages.loadAll(
        work.tx,
        () -> {
          new Migration(work, false).run();
          then.run();
        });
  }

  /**
   * The server has another lineage, in which the state may have an older version: unsent work is
   * made again on its migrated documents. All pages must be loaded.
   */
  static void rebase(Work work) {
    new Migration(work, true).run();
  }

  private static boolean isDue(Work work) {
    Meta meta = work.meta;
    return isWaiting(work)
        ? !meta.isPartial()
        : isAheadOfServer(work)
            && !meta.pulling
            && !meta.booting
            && !meta.hash.equals(StateHash.EMPTY)
            && !meta.hash.hex().equals(meta.migrated);
  }

  /** Whether there is data of an older version. */
  static boolean isWaiting(Work work) {
    return work.meta.schema < work.schema.version && !work.isEmpty();
  }

  /** Whether the server's documents may have an older version than the local ones. */
  static boolean isAheadOfServer(Work work) {
    Meta meta = work.meta;
    return meta.schema == work.schema.version && meta.serverSchema < meta.schema;
  }

  /** Whether no state can be given yet, since the server's documents are not all here. */
  static boolean isForLater(Work work) {
    boolean older = isWaiting(work) || isAheadOfServer(work);
    return older && work.meta.isPartial() && work.meta.migrated.isEmpty();
  }

  /**
   * The documents in the release's form.
   *
   * @param from the version of the form that they have
   */
  static Json migrated(Work work, Json docs, double from) {
    if (Json.size(Json.keys(docs)) == 0) {
      return docs;
    }
    Schema schema = work.schema;
    Assembly old = schema.shape.asKept(docs).assembly(work, docs);
    Json state = StateShape.orEmpty(work, old.state);
    Json made = schema.migrate == null ? state : schema.migrate.migrate(state, from);
    Json out;
    try {
      out = schema.shape.split(made, old.fitting(), old.places);
    } catch (Failure unfit) {
      throw new Failure(Failure.Code.MIGRATION_FAILED, String.valueOf(unfit.getMessage()));
    }
    for (int i = 0, n = Json.size(old.misfits); i < n; i++) {
      Json key = Json.get(Json.at(old.misfits, i), "key");
      Json.set(out, key, Json.get(docs, key));
    }
    return out;
  }

  private void run() {
    List<String> keys = new ArrayList<>();
    Json seen = Json.object();
    for (Entry e : work.memory.entries()) {
      add(e.key, seen, keys);
    }
    List<String> changed = new ArrayList<>();
    LocalDocuments.differences(server, under, changed);
    LocalDocuments.differences(under, local, changed);
    for (String key : changed) {
      add(key, seen, keys);
    }
    for (String key : keys) {
      document(work.open(key));
    }
    work.meta.schema = work.schema.version;
    work.meta.migrated = work.meta.hash.hex();
    work.touch();
  }

  private static void add(String key, Json seen, List<String> keys) {
    if (!key.equals(KEY) && Json.isAbsent(Json.get(seen, key))) {
      Json.set(seen, key, Json.of(key));
      keys.add(key);
    }
  }

  private void document(Chain chain) {
    String key = chain.key;
    Doc base = base(chain);
    Json now = Json.get(under, key);
    List<Entry> old = new ArrayList<>(chain.entries);
    boolean changes = !Json.equal(base.value(), now);
    if (!rebases && stays(chain, base, now, changes)) {
      return;
    }
    Entry lower = null;
    if (changes) {
      lower = work.mint(key);
      lower.migrates = true;
      lower.base = base.version();
      lower.baseValue = base.value();
      lower.value = now;
    }
    List<Entry> upper = isFirst ? first(chain, now) : again(chain, now);
    for (Entry e : old) {
      work.finish(chain, e, "superseded");
    }
    if (lower != null) {
      work.append(chain, lower);
    }
    for (Entry e : upper) {
      if (e.is(Entry.CONFLICTED)) {
        e.base = 0;
      } else if (lower != null) {
        e.on = lower.id;
      } else {
        e.base = base.version();
      }
      if (e.is(Entry.QUEUED) && Json.equal(e.value, e.baseValue)) {
        work.count("superseded", e.key);
      } else {
        work.append(chain, e);
      }
    }
  }

  /** What the document's local changes were made on; a page may have forgotten it. */
  private static Doc base(Chain chain) {
    Doc doc = chain.server;
    if (doc.version() == 0 && !chain.isEmpty() && chain.head().base > 0) {
      return new Doc(chain.head().base, chain.head().baseValue);
    }
    return doc;
  }

  /**
   * Whether the document's entries are right as they are.
   *
   * @param changes whether the migration changes the document from {@code base} to {@code now}
   */
  private boolean stays(Chain chain, Doc base, Json now, boolean changes) {
    if (isFirst) {
      return !changes && Json.equal(chain.view(), Json.get(local, chain.key));
    }
    Entry lower = chain.isEmpty() || !chain.head().migrates ? null : chain.head();
    return lower == null
        ? !changes
        : changes && lower.base == base.version() && Json.equal(lower.value, now);
  }

  /** The local changes in the new form, in place of those in the old form. */
  private List<Entry> first(Chain chain, Json now) {
    List<Entry> upper = new ArrayList<>();
    Json value = Json.get(local, chain.key);
    Entry conflicted = null;
    for (Entry e : chain.entries) {
      conflicted = e.is(Entry.CONFLICTED) ? e : conflicted;
    }
    if (Json.equal(now, value) && conflicted == null) {
      return upper;
    }
    Entry made = work.mint(chain.key);
    made.baseValue = conflicted == null ? now : Json.absent();
    made.value = value;
    for (Entry e : chain.entries) {
      replace(made, e);
    }
    if (conflicted != null) {
      setState(made, conflicted);
    } else if (!chain.isEmpty() && chain.last().is(Entry.PARKED)) {
      setState(made, chain.last());
    }
    upper.add(made);
    return upper;
  }

  private static void replace(Entry made, Entry old) {
    made.at = old.at;
    if (!old.frozen) {
      for (int i = 0, n = Json.size(old.replaces); i < n; i++) {
        Json.push(made.replaces, Json.at(old.replaces, i));
      }
      Json.push(made.replaces, Json.of(old.id));
    }
  }

  private static void setState(Entry made, Entry like) {
    made.state = like.state;
    made.cause = like.cause;
  }

  /** The local changes, already in the new form, on the migrated news. */
  private List<Entry> again(Chain chain, Json now) {
    List<Entry> upper = new ArrayList<>();
    for (Entry e : chain.entries) {
      Entry on = Chain.find(chain.entries, e.on);
      if (!e.migrates && (on == null || on.migrates)) {
        upper.add(again(chain, e, now));
      }
    }
    return upper;
  }

  private Entry again(Chain chain, Entry first, Json now) {
    List<Entry> behind = chain.behind(first);
    Entry last = behind.isEmpty() ? first : behind.get(behind.size() - 1);
    Json mine = chain.fold(first.value, behind);
    Merge.Result merged = chain.merge(first.baseValue, mine, now);
    Entry made = work.mint(chain.key);
    boolean decided = merged.decided() && !last.is(Entry.CONFLICTED);
    made.baseValue = decided ? now : first.baseValue;
    made.value = decided ? merged.value() : mine;
    replace(made, first);
    for (Entry e : behind) {
      replace(made, e);
    }
    if (last.is(Entry.PARKED) || last.is(Entry.CONFLICTED)) {
      setState(made, last);
    } else if (!decided) {
      made.state = Entry.CONFLICTED;
      made.cause = Work.cause("CONFLICT", "the server holds another value");
    }
    return made;
  }

  /**
   * Called before work is sent: puts the version into the outbox, unless the server has it. Fails
   * if the data has another version than the release.
   */
  static void announce(Work work, Runnable then) {
    work.refuseOther();
    if (!isAnnounced(work)) {
      then.run();
      return;
    }
    List<String> keys = new ArrayList<>();
    keys.add(KEY);
    work.pages.load(
        work.tx,
        keys,
        () -> {
          announce(work);
          then.run();
        });
  }

  private static boolean isAnnounced(Work work) {
    return work.meta.serverSchema < work.meta.schema && !work.isEmpty();
  }

  private static void announce(Work work) {
    Chain chain = work.open(KEY);
    for (Entry e : chain.entries) {
      if (SchemaVersion.of(e.value) == work.meta.schema && !e.is(Entry.PARKED)) {
        return;
      }
    }
    for (Entry e : new ArrayList<>(chain.entries)) {
      work.finish(chain, e, "superseded");
    }
    Receipts.make(work, chain, SchemaVersion.value(work.meta.schema));
  }

  /** The version's entries. They leave before what has its form. */
  static List<Entry> announced(Work work) {
    return isAnnounced(work) ? new ArrayList<>(work.chain(KEY).entries) : new ArrayList<>();
  }
}
