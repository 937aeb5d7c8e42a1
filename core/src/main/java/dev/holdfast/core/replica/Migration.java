package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
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
 * stay on top. The server takes the version only from a replica that has seen all changes. If it
 * has taken it from another, the lower entries are dropped: that one has migrated the same
 * documents.
 */
final class Migration {
  static final String KEY = DocKey.of(SchemaVersion.COLLECTION, SchemaVersion.DOC);

  private final Work work;

  /** Whether all local changes are made again, even where the migration changes nothing. */
  private final boolean rebases;

  private final boolean isFirst;
  private final Json server = Json.object();
  private final Json under;
  private final MigratedChanges changes;

  private Migration(Work work, boolean rebases) {
    this.work = work;
    this.rebases = rebases;
    isFirst = work.meta.schema < work.schema.version;
    work.pages.each("", "", (key, doc) -> put(server, key, doc.value()));
    boolean changed = false;
    Json brought = Json.object();
    for (Entry e : work.memory.entries()) {
      Chain chain = work.chain(e.key);
      if (!chain.isEmpty()) {
        changed = true;
        if (isBrought(chain)) {
          put(brought, e.key, MigratedChanges.madeOn(chain));
        } else {
          put(server, e.key, chain.server.value());
        }
      }
    }
    boolean done = work.meta.serverSchema >= work.schema.version;
    under = Json.copy(done ? server : migrated(work, server, work.meta.serverSchema));
    addBrought(brought);
    changes = new MigratedChanges(work, under);
    if (isFirst && changed) {
      changes.migrate(server);
    }
  }

  /** What brought work was made on elsewhere has the form of that work, not the server's. */
  private void addBrought(Json brought) {
    Json made = migrated(work, brought, work.meta.schema);
    Json keys = Json.keys(made);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String key = Json.text(Json.at(keys, i));
      if (!Json.isAbsent(Json.get(brought, key)) || Json.isAbsent(Json.get(under, key))) {
        put(under, key, Json.get(made, key));
      }
    }
    keys = Json.keys(brought);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      put(server, Json.text(Json.at(keys, i)), Json.get(brought, Json.at(keys, i)));
    }
  }

  static void put(Json docs, String key, Json value) {
    if (!key.equals(KEY)) {
      Json.remove(docs, Json.of(key));
      Json.set(docs, key, value);
    }
  }

  /** Migrates what has an older version, if all of it is here, then runs {@code then}. */
  static void run(Work work, Runnable then) {
    if (isDue(work)) {
      ReadOnly.leave(work.tx); // the app's function is called once
      work.memory.rarely.migrate(work, then);
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
   * made again on its migrated documents. All pages must be loaded. Returns false if there is
   * nothing to migrate.
   */
  static boolean rebase(Work work) {
    boolean migrates =
        work.meta.serverSchema < work.meta.schema && work.meta.schema <= work.schema.version;
    for (Entry e : work.memory.entries()) {
      migrates |= e.migrates && Exchange.current(work, e) != null;
    }
    if (migrates) {
      new Migration(work, true).run();
    }
    return migrates;
  }

  /** Whether what is here has an older version, and all of it is here. */
  static boolean isDue(Work work) {
    Meta meta = work.meta;
    if (isWaiting(work)) {
      return !meta.isPartial();
    }
    boolean any = !meta.hash.equals(StateHash.EMPTY) || !meta.migrated.isEmpty();
    boolean news = any && isAheadOfServer(work) && !meta.hash.hex().equals(meta.migrated);
    return (news || isOvertaken(work)) && !meta.pulling && !meta.booting;
  }

  /** Whether the server has the version from another replica, so that one has migrated. */
  static boolean isOvertaken(Work work) {
    Chain chain = work.local(KEY);
    return chain != null
        && !chain.isEmpty()
        && !chain.last().onItsWay()
        && work.meta.serverSchema >= work.meta.schema;
  }

  /** Whether the server's version is as damage has left it here: the server may have another. */
  static boolean isUnsure(Work work) {
    Meta meta = work.meta;
    return meta.serverSchema > 0 && (meta.epoch == null || meta.isPartial());
  }

  /**
   * Whether the server's document may have an older form than an entry of its chain, which this
   * migration then makes again. Merged with the document as it is, the entry would have both forms.
   */
  static boolean isStillOlder(Work work, Chain chain, Entry e) {
    Meta meta = work.meta;
    return meta.serverSchema < e.schema
        && chain.migration() == null
        && chain.server.version() > 0
        && !Json.equal(chain.server.value(), e.baseValue)
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
    boolean older = isWaiting(work) || (isAheadOfServer(work) && work.meta.migrated.isEmpty());
    return older && work.meta.isPartial();
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
    if (Json.isObject(state) && !Json.isObject(made)) {
      throw new Failure(
          Failure.Code.MIGRATION_FAILED,
          "migrate: expected an object, as the state was; got " + StateShape.kind(made));
    }
    Json out;
    try {
      out = schema.shape.splitAnew(made, old.fitting(), old.places);
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
    work.meta.schema = work.schema.version;
    List<String> keys = new ArrayList<>();
    Json seen = Json.object();
    for (Entry e : work.memory.entries()) {
      add(e.key, seen, keys);
    }
    List<String> changed = new ArrayList<>();
    LocalDocuments.differences(server, under, changed);
    LocalDocuments.differences(under, changes.local(), changed);
    for (String key : changed) {
      add(key, seen, keys);
    }
    for (String key : keys) {
      document(work.open(key));
    }
    if (isOvertaken(work)) {
      Chain chain = work.open(KEY);
      for (Entry e : new ArrayList<>(chain.entries)) {
        work.finish(chain, e, "merged");
      }
    }
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
    boolean differs = !Json.equal(base.value(), now);
    if (!rebases && stays(chain, base, now, differs)) {
      return;
    }
    Entry lower = null;
    if (differs) {
      lower = work.mint(key);
      lower.migrates = true;
      lower.base = base.version();
      lower.baseValue = base.value();
      lower.value = now;
    }
    List<Entry> upper = isFirst ? changes.first(chain, now) : changes.again(chain, now);
    for (Entry e : old) {
      if (e.onItsWay()) {
        work.meta.offer = ""; // the list that the app's function was offered is another now
      }
      work.finish(chain, e, "superseded");
    }
    if (lower != null) {
      work.append(chain, lower);
    }
    for (Entry e : upper) {
      if (!e.on.isEmpty() || e.is(Entry.CONFLICTED)) {
        e.base = 0;
      } else if (lower != null) {
        e.on = lower.id;
      } else if (Json.equal(e.baseValue, now)) {
        e.base = base.version();
      } // else no server version is what its editor saw
      if (e.is(Entry.QUEUED) && Json.equal(e.value, e.baseValue)) {
        work.count("superseded", e.key);
      } else {
        work.append(chain, e);
      }
    }
  }

  /** The server version; of work that was brought here, what it was made on elsewhere. */
  private Doc base(Chain chain) {
    return isBrought(chain) ? new Doc(chain.head().base, chain.head().baseValue) : chain.server;
  }

  private boolean isBrought(Chain chain) {
    boolean unknown = isFirst && !rebases && chain.server.version() == 0;
    return unknown && !chain.isEmpty() && chain.head().base > 0;
  }

  /**
   * Whether the document's entries are right as they are.
   *
   * @param differs whether the migration changes the document from {@code base} to {@code now}
   */
  private boolean stays(Chain chain, Doc base, Json now, boolean differs) {
    if (isFirst) {
      return !differs && chain.entries.size() < 2 && changes.isIn(chain);
    }
    Entry lower = chain.migration();
    return lower == null
        ? !differs
        : differs && lower.base == base.version() && Json.equal(lower.value, now);
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

  /**
   * Called before work is sent: drops migrations of documents that have gone on since the server
   * took the version. Merged with those, they would bring back fields of the old form.
   */
  static void leave(Work work) {
    for (Entry e : work.memory.entries()) {
      Doc server = work.chain(e.key).server;
      if (e.migrates && work.meta.serverSchema >= e.schema && e.base != server.version()) {
        Receipts.accepted(work, e, server, false);
      }
    }
  }

  private static boolean isAnnounced(Work work) {
    return work.meta.serverSchema < work.meta.schema && !work.isEmpty();
  }

  private static void announce(Work work) {
    Chain chain = work.open(KEY);
    boolean there = false;
    for (Entry e : new ArrayList<>(chain.entries)) {
      if (SchemaVersion.of(e.value) == work.meta.schema && !e.is(Entry.PARKED)) {
        there = true;
      } else {
        work.finish(chain, e, "superseded"); // an earlier one would leave before an imported one
      }
    }
    if (there) {
      return;
    }
    Entry e = work.mint(KEY); // on no version of the document: the greater one wins anyway
    e.baseValue = chain.server.value();
    e.value = SchemaVersion.value(work.meta.schema);
    work.append(chain, e);
  }

  /** The entries in the order in which they leave: first the version of their form. */
  static List<Entry> announced(Work work, List<Entry> entries) {
    Chain chain = work.local(KEY);
    List<Entry> order = new ArrayList<>();
    if (chain != null) {
      order.addAll(chain.entries);
    }
    for (Entry e : entries) {
      if (!e.key.equals(KEY)) {
        order.add(e);
      }
    }
    return order;
  }
}
