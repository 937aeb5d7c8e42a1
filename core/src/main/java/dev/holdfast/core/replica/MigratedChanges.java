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

  /** The migrated local version. */
  private Json local;

  /** What local changes in conflict were made on, migrated. */
  private Json seen;

  /**
   * The migrated local versions without what was edited after the first change of each document
   * that may have arrived, after the second, and so on.
   */
  private final List<Json> sent = new ArrayList<>();

  /**
   * @param under the migrated server version
   */
  MigratedChanges(Work work, Json under) {
    this.work = work;
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
    Json mine = LocalDocuments.all(work).values;
    Json before = Json.copy(server);
    boolean any = false;
    int most = 0;
    for (Entry e : work.memory.entries()) {
      Chain chain = work.chain(e.key);
      if (conflicted(chain) != null) {
        any = true;
        Migration.put(before, e.key, chain.head().baseValue);
        Migration.put(mine, e.key, chain.local());
      }
      most = Math.max(most, gone(chain).size());
    }
    local = migrated(mine);
    if (any) {
      seen = migrated(before);
    }
    for (int i = 0; i < most; i++) {
      sent.add(sent(mine, i));
    }
  }

  private Json sent(Json mine, int index) {
    Json docs = null;
    for (Entry e : work.memory.entries()) {
      Chain chain = work.chain(e.key);
      List<Entry> gone = gone(chain);
      if (index < gone.size() && gone.get(index) != chain.last()) {
        docs = docs == null ? Json.copy(mine) : docs;
        Migration.put(docs, e.key, chain.viewOf(gone.get(index)));
      }
    }
    return docs == null ? local : migrated(docs);
  }

  private Json migrated(Json docs) {
    return Migration.migrated(work, docs, work.meta.schema);
  }

  /** The changes that may have arrived, in order. In a conflict, or behind a refusal, are none. */
  private static List<Entry> gone(Chain chain) {
    List<Entry> gone = new ArrayList<>();
    for (Entry e : chain.entries) {
      if (conflicted(chain) != null || e.is(Entry.PARKED)) {
        break;
      }
      if (mayHaveArrived(e)) {
        gone.add(e);
      }
    }
    return gone;
  }

  /** Whether others may have it under its id: it was sent, or exported and not refused since. */
  private static boolean mayHaveArrived(Entry e) {
    return !e.migrates && (e.onItsWay() || (e.frozen && e.is(Entry.QUEUED)));
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
    Json mine = conflicted(chain) == null ? chain.view() : chain.local();
    return Json.equal(mine, Json.get(local, chain.key));
  }

  /** The local changes in the new form, in place of those in the old form. */
  List<Entry> first(Chain chain, Json now) {
    List<Entry> upper = new ArrayList<>();
    Json value = Json.get(local, chain.key);
    Entry conflicted = conflicted(chain);
    Json from = conflicted == null ? now : Json.get(seen, chain.key);
    List<Entry> gone = gone(chain);
    for (int i = 0; i < gone.size(); i++) {
      Json then = Json.get(sent.get(i), chain.key);
      if (!Json.equal(from, then)) {
        Entry made = work.mintAgain(gone.get(i));
        made.baseValue = from;
        made.value = then;
        upper.add(made);
        from = then;
      }
    }
    if (Json.equal(from, value) && conflicted == null) {
      return upper;
    }
    Entry made = work.mint(chain.key);
    made.baseValue = from;
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
    while (!rest.isEmpty()) {
      Entry e = rest.remove(0);
      Entry made;
      if (mayHaveArrived(e)) {
        made = again(chain, e, List.of(), on);
      } else {
        made = again(chain, e, rest, on);
        rest = List.of();
      }
      upper.add(made);
      on = made.value;
    }
  }

  private Entry again(Chain chain, Entry first, List<Entry> behind, Json now) {
    Entry last = behind.isEmpty() ? first : behind.get(behind.size() - 1);
    Json mine = chain.fold(first.value, behind);
    Merge.Result merged = chain.merge(first.baseValue, mine, now);
    boolean gone = mayHaveArrived(first);
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
