package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import org.jspecify.annotations.Nullable;

/** Applies one edit of a document to its chain. */
final class Edits {
  /**
   * Most ids that one mutation may carry in {@code replaces}. The next edit becomes an entry of its
   * own.
   */
  private static final int SQUASHED = 200;

  private Edits() {}

  /**
   * Changes the document from the value that its editor saw to the new value.
   *
   * @param seen the value that the editor saw; absent if there was none
   * @return the mutation's id; null if the document has that value already
   */
  static @Nullable String edit(Work work, String key, Json seen, Json value) {
    Chain chain = work.open(key);
    int before = chain.entries.size();
    String id = change(work, chain, seen, value);
    if (chain.entries.size() < before && !chain.isEmpty()) {
      edit(work, key, seen, value); // what waits beside it may still hold the value
    }
    return id;
  }

  /** Makes the document anew, beside local changes that the editor did not see. */
  static void beside(Work work, String key, Json value) {
    Chain chain = work.open(key);
    Entry e = work.mint(key);
    e.value = value;
    work.append(chain, e);
  }

  private static @Nullable String change(Work work, Chain chain, Json seen, Json value) {
    Json view = chain.view();
    Json wanted = chain.onTop(seen, value, view);
    if (Json.equal(wanted, view)) {
      return null;
    }
    Entry e = work.mint(chain.key);
    if (chain.isEmpty()) {
      // What the server never had and is gone here is no base: the document is made anew.
      boolean anew = chain.server.version() == 0 && !work.meta.isPartial();
      begin(e, chain, anew ? Json.absent() : seen, value);
    } else {
      Entry last = chain.last();
      if (waitsBehind(last)) {
        e.on = last.id;
        e.baseValue = last.value;
        e.value = chain.onTop(seen, value, last.value);
      } else {
        replaceLast(e, chain, last, seen, value);
        work.finish(chain, last, "superseded");
      }
    }
    if (e.is(Entry.QUEUED) && e.changesNothing()) {
      work.count("superseded", chain.key); // back to the base value: nothing to send
      return e.id;
    }
    work.append(chain, e);
    Receipts.settle(work, chain);
    return e.id;
  }

  /**
   * Makes a change again, on the present server version. It comes from another device or from long
   * ago. It replaces the entry it was made on, but no other entry that waits here. If it may have
   * arrived, its receipt is asked for first.
   */
  static void again(Work work, Chain chain, Entry old) {
    if (!chain.isEmpty() && !old.on.isEmpty() && Json.equal(chain.last().value, old.baseValue)) {
      change(work, chain, old.baseValue, old.value);
      return;
    }
    Entry e = old.mayHaveArrived() ? work.mintAgain(old) : work.mint(old.key);
    begin(e, chain, old.baseValue, old.value);
    if (Json.equal(e.value, e.baseValue)) {
      work.count("superseded", old.key);
    } else {
      work.append(chain, e);
      Receipts.settle(work, chain);
    }
  }

  /**
   * Sets the base of a document's first change: the server version, if the editor's value agrees
   * with it. Returns whether it does.
   */
  static boolean begin(Entry e, Chain chain, Json seen, Json value) {
    Entry lower = chain.migration();
    Merge.Result merged = chain.merge(seen, value, chain.theirs());
    if (merged.decided()) {
      setOnServer(e, chain.server, merged.value());
      if (lower != null) {
        e.on = lower.id;
        e.baseValue = lower.value;
      }
    } else {
      e.base = 0; // no server version is what the editor saw: the server's policy decides
      e.baseValue = seen;
      e.value = value;
    }
    return merged.decided();
  }

  private static void setOnServer(Entry e, Doc server, Json value) {
    e.base = server.version();
    e.baseValue = server.value();
    e.value = value;
  }

  /**
   * The local version with the last entry's change undone. Earlier entries stay in, since the
   * server may still accept them.
   */
  private static Json withoutLast(Chain chain, Entry last, Json view) {
    Json below = chain.belowLast();
    if (!Json.isObject(below) || !Json.isObject(last.value)) {
      return below;
    }
    Json saw = Json.isObject(last.baseValue) ? last.baseValue : Json.object();
    Json undone = chain.onTop(last.value, saw, view);
    return withBoth(undone, Placed.value(below), Placed.value(last.value));
  }

  /** With the fields that are the same in both: the earlier entries have them as well. */
  private static Json withBoth(Json undone, Json below, Json last) {
    Json fields = Placed.value(undone);
    if (!Json.isObject(fields) || !Json.isObject(below) || !Json.isObject(last)) {
      return undone;
    }
    fields = Json.copy(fields);
    Json names = Json.keys(below);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      Json name = Json.at(names, i);
      if (Json.equal(Json.get(below, name), Json.get(last, name))) {
        Json.set(fields, name, Json.get(below, name));
      }
    }
    return Placed.withValue(undone, fields);
  }

  /**
   * What an edit is made on: the deletion that it replaces ends with it. So a deletion that the
   * editor did not see is undone, and what it deleted is not set back to what the editor saw.
   */
  private static Json undone(Json seen, Json present, Json deleted) {
    return Json.isAbsent(present) && !Json.isAbsent(seen) ? deleted : present;
  }

  /** Whether {@code last} may not be replaced: it migrates, is on its way, exported or full. */
  private static boolean waitsBehind(Entry last) {
    boolean full = Json.size(last.replaces) >= SQUASHED;
    return last.migrates || last.onItsWay() || (last.is(Entry.QUEUED) && (last.frozen || full));
  }

  /** Makes {@code e} replace {@code last}: sets its base, its value and the replaced ids. */
  private static void replaceLast(Entry e, Chain chain, Entry last, Json seen, Json value) {
    if (!last.is(Entry.CONFLICTED) && chain.entries.size() == 1 && chain.merge().decided()) {
      // The editor saw the server's changes merged in. With the old base, an edit of these changes
      // would be a conflict.
      Json present = undone(seen, chain.view(), chain.server.value());
      setOnServer(e, chain.server, chain.onTop(seen, value, present));
    } else if (last.is(Entry.CONFLICTED) && chain.entries.size() > 1) {
      // An imported conflict was not made on the entries before it, and hid them from the editor.
      Json view = chain.view();
      e.base = 0;
      e.baseValue = withoutLast(chain, last, view);
      e.value = chain.onTop(seen, value, view);
    } else {
      e.takeBaseOf(last);
      e.value = chain.onTop(seen, value, undone(seen, last.value, last.baseValue));
      if (chain.entries.size() == 1) {
        // The editor saw the server's place: a place is never in conflict.
        Json place = Placed.place(chain.server.value());
        e.baseValue = Placed.of(Placed.value(e.baseValue), place);
      }
    }
    if (last.is(Entry.CONFLICTED)) {
      e.state = Entry.CONFLICTED;
      e.cause = last.cause;
    }
    if (!last.frozen) {
      for (int i = 0, n = Json.size(last.replaces); i < n; i++) {
        Json.push(e.replaces, Json.at(last.replaces, i));
      }
      Json.push(e.replaces, Json.of(last.id));
    }
  }
}
