package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local changes of a replica in the form of a {@link Migration}. What may have arrived already,
 * since it was sent or exported, stays a change of its own, whose receipt is asked for first. What
 * was edited on top of it is another.
 */
final class MigratedChanges {
  private final Work work;

  /** The migrated server version. */
  private final Json under;

  /** The version of the form that the local changes have. */
  private final double form;

  /** Whether that is later than the server version's. */
  private final boolean ahead;

  /** The migrated local version. */
  private Json local;

  /** The local versions in the old form, without what was brought beside them. */
  private Json mine = Json.absent();

  /** What local changes in conflict were made on, migrated. */
  private Json seen;

  /**
   * The migrated local versions without what was edited after the first change of each document
   * that may have arrived, after the second, and so on.
   */
  private final List<Json> sent = new ArrayList<>();

  MigratedChanges(Work work, Json under) {
    this.work = work;
    this.under = under;
    form = work.meta.schema;
    ahead = work.meta.serverSchema < form;
    local = under;
    seen = under;
  }

  Json local() {
    return local;
  }

  /**
   * Migrates local changes of an older form.
   *
   * @param server the server version in the old form
   */
  void migrate(Json server) {
    mine = LocalDocuments.all(work).values;
    List<String> older = older(server);
    for (String key : older) {
      Json.remove(mine, Json.of(key));
    }
    Json before = Json.copy(mine);
    boolean any = false;
    int most = 0;
    for (Entry e : work.memory.entries()) {
      Chain chain = work.chain(e.key);
      if (conflicted(chain) != null) {
        any = true;
        Chain own = chain.on(chain.server); // what migrated the document was seen by nobody
        Migration.put(before, e.key, own.head().baseValue);
        Migration.put(mine, e.key, own.local());
      } else {
        Migration.put(mine, e.key, parts(chain).get(0).view());
      }
      most = Math.max(most, gone(parts(chain).get(0)).size());
    }
    local = migrated(mine);
    for (String key : older) {
      Migration.put(local, key, Json.get(under, key));
    }
    if (any) {
      seen = migrated(before);
    }
    for (int i = 0; i < most; i++) {
      sent.add(sent(i));
    }
  }

  /**
   * The documents without local changes that may have the server's older form still: they are news,
   * or damage has taken what migrated them.
   */
  private List<String> older(Json server) {
    List<String> older = new ArrayList<>();
    if (ahead && !work.meta.hash.hex().equals(work.meta.migrated)) {
      LocalDocuments.differences(server, under, older);
      older.removeIf(key -> !work.chain(key).isEmpty());
    }
    return older;
  }

  /**
   * Whether the changes are no change of the server's document as it is here: it has an older form
   * that nothing below them migrates, or contradicts them, so that the server will decide. Not in a
   * conflict, where that is so anyway.
   */
  private boolean isApart(Chain chain) {
    if (chain.isEmpty() || conflicted(chain) != null) {
      return false;
    }
    Json theirs = chain.server.value();
    boolean older = ahead && !Json.equal(theirs, Json.get(under, chain.key));
    return (older && !Json.equal(theirs, chain.head().baseValue)) || isUndecided(chain);
  }

  private static boolean isUndecided(Chain chain) {
    Entry own = own(chain);
    return own != null
        && chain.server.version() > 0
        && !chain.merge(own.baseValue, own.value, chain.theirs()).decided();
  }

  /** What the first change of a person was made on. */
  private static Json editorSaw(Chain chain) {
    Entry own = own(chain);
    return own == null ? madeOn(chain) : own.baseValue;
  }

  /** The first change of a person; null if there is none. */
  private static @Nullable Entry own(Chain chain) {
    for (Entry e : chain.entries) {
      if (!e.migrates) {
        return e;
      }
    }
    return null;
  }

  /** Whether another has migrated the server's document, which has gone on since. */
  private boolean isOvertaken(Chain chain) {
    return !ahead && chain.head().base != chain.server.version();
  }

  /** What the local changes were made on, in their form. */
  static Json madeOn(Chain chain) {
    Entry lower = chain.migration();
    return lower == null ? chain.head().baseValue : lower.value;
  }

  private Json sent(int index) {
    Json docs = null;
    for (Entry e : work.memory.entries()) {
      Chain chain = parts(work.chain(e.key)).get(0);
      List<Entry> gone = gone(chain);
      if (index < gone.size() && gone.get(index) != chain.last()) {
        docs = docs == null ? Json.copy(mine) : docs;
        Migration.put(docs, e.key, chain.viewOf(gone.get(index)));
      }
    }
    return docs == null ? local : migrated(docs);
  }

  private Json migrated(Json docs) {
    return Migration.migrated(work, docs, form);
  }

  /** One content of a document in the new form. */
  private Json migrated(String key, Json content) {
    Json docs = Json.copy(mine);
    Migration.put(docs, key, content);
    return Json.get(migrated(docs), key);
  }

  /**
   * The changes made here, and each that was brought beside them, with what was made on it: on top
   * of the others it would undo them. In a conflict there is one decision.
   */
  private List<Chain> parts(Chain chain) {
    List<Chain> parts = new ArrayList<>();
    if (conflicted(chain) != null) {
      parts.add(chain);
      return parts;
    }
    boolean apart = isApart(chain);
    Doc server = apart ? new Doc(0, editorSaw(chain)) : chain.server;
    Chain main = new Chain(chain.key, server, new ArrayList<>());
    parts.add(main);
    for (Entry e : chain.entries) {
      Chain part = main;
      Entry on = Chain.find(chain.entries, e.on);
      boolean first = main.isEmpty() || main.last().migrates;
      if (on != null && !on.migrates) {
        for (Chain one : parts) {
          part = Chain.find(one.entries, e.on) == null ? part : one;
        }
      } else if (!first && !e.migrates) {
        part = new Chain(chain.key, new Doc(0, e.baseValue), new ArrayList<>());
        parts.add(part);
      }
      if (!e.migrates || (e == chain.head() && !apart && !isOvertaken(chain))) {
        part.entries.add(e);
      }
    }
    return parts;
  }

  /** The changes that may have arrived, in order. In a conflict, or behind a refusal, are none. */
  private static List<Entry> gone(Chain chain) {
    List<Entry> gone = new ArrayList<>();
    for (Entry e : chain.entries) {
      if (conflicted(chain) != null || e.is(Entry.PARKED)) {
        break;
      }
      if (e.mayHaveArrived()) {
        gone.add(e);
      }
    }
    return gone;
  }

  private static @Nullable Entry conflicted(Chain chain) {
    Entry last = null;
    for (Entry e : chain.entries) {
      last = e.is(Entry.CONFLICTED) ? e : last;
    }
    return last;
  }

  /** Whether the document's local changes have the new form as they are. */
  boolean isIn(Chain chain) {
    boolean apart = conflicted(chain) != null || isUndecided(chain);
    Json mine = apart ? chain.local() : chain.view();
    return Json.equal(mine, Json.get(local, chain.key));
  }

  /** The local changes in the new form, in place of those in the old form. */
  List<Entry> first(Chain chain, Json now) {
    List<Entry> upper = new ArrayList<>();
    List<Chain> parts = parts(chain);
    for (int i = 0; i < parts.size(); i++) {
      Chain part = parts.get(i);
      boolean main = i == 0 && !isApart(chain);
      List<Json> then = new ArrayList<>();
      for (Entry e : gone(part)) {
        then.add(
            main
                ? Json.get(sent.get(then.size()), chain.key)
                : migrated(chain.key, part.viewOf(e)));
      }
      Json on = main ? now : migrated(chain.key, part.server.value());
      Json value = main ? Json.get(local, chain.key) : migrated(chain.key, part.view());
      first(part, on, then, value, upper);
    }
    return upper;
  }

  private void first(Chain part, Json now, List<Json> sent, Json value, List<Entry> upper) {
    Entry conflicted = conflicted(part);
    Json from = conflicted == null ? now : Json.get(seen, part.key);
    Entry way = null;
    for (Entry e : gone(part)) {
      Json then = sent.remove(0);
      if (!Json.equal(from, then)) {
        way = made(work.mintAgain(e), from, then, way, upper);
        from = then;
      }
    }
    if (Json.equal(from, value) && conflicted == null) {
      return;
    }
    Entry made = made(work.mint(part.key), from, value, way, upper);
    for (Entry e : part.entries) {
      replace(made, e);
    }
    if (conflicted != null) {
      setState(made, conflicted);
    } else if (!part.isEmpty() && part.last().is(Entry.PARKED)) {
      setState(made, part.last());
    }
  }

  /**
   * @param way what it waits for; null if nothing
   */
  private static Entry made(
      Entry made, Json from, Json value, @Nullable Entry way, List<Entry> upper) {
    made.baseValue = from;
    made.value = value;
    made.on = way == null ? "" : way.id;
    upper.add(made);
    return made;
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
  List<Entry> again(Chain chain, Json now) {
    List<Entry> upper = new ArrayList<>();
    for (Entry e : chain.entries) {
      Entry on = Chain.find(chain.entries, e.on);
      if (!e.migrates && (on == null || on.migrates)) {
        again(chain, e, now, upper);
      }
    }
    return upper;
  }

  /** A change and what was made on it. */
  private void again(Chain chain, Entry first, Json now, List<Entry> upper) {
    List<Entry> rest = chain.behind(first);
    rest.add(0, first);
    Json on = now;
    String way = "";
    while (!rest.isEmpty()) {
      Entry e = rest.remove(0);
      Entry made;
      if (e.mayHaveArrived()) {
        made = again(chain, e, List.of(), on);
      } else {
        made = again(chain, e, rest, on);
        rest = List.of();
      }
      made.on = made.is(Entry.CONFLICTED) ? "" : way;
      way = made.id;
      upper.add(made);
      on = made.value;
    }
  }

  private Entry again(Chain chain, Entry first, List<Entry> behind, Json now) {
    Entry last = behind.isEmpty() ? first : behind.get(behind.size() - 1);
    Json mine = chain.fold(first.value, behind);
    Merge.Result merged = chain.merge(first.baseValue, mine, now);
    boolean gone = first.mayHaveArrived();
    Entry made = gone ? work.mintAgain(first) : work.mint(chain.key);
    boolean decided = merged.decided() && !last.is(Entry.CONFLICTED);
    made.baseValue = decided ? now : first.baseValue;
    made.value = decided ? merged.value() : mine;
    replace(made, first);
    for (Entry e : behind) {
      replace(made, e);
    }
    if (last.is(Entry.PARKED) || last.is(Entry.CONFLICTED)) {
      setState(made, last);
    } else if (!decided && !gone) {
      made.state = Entry.CONFLICTED;
      made.cause = Work.cause("CONFLICT", "the server holds another value");
    }
    return made;
  }
}
