package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** What one edit of one document does to its chain. */
@NullMarked
final class Edits {
  /** Ids that one mutation may carry in {@code replaces}; the next edit then waits behind it. */
  private static final int SQUASHED = 200;

  private Edits() {}

  /**
   * Changes the document from what its editor saw to what the editor wants.
   *
   * @param seen what the editor saw; absent if there was none
   * @param version the server version the editor saw below it
   * @return the mutation's id; null if nothing is to do, since the document is like that already
   */
  static @Nullable String edit(Work work, String key, Json seen, int version, Json value) {
    Chain chain = work.open(key);
    Json view = chain.view();
    if (Json.equal(Merge.documents(chain.collection, seen, value, view).value(), view)) {
      return null;
    }
    Entry e = work.mint(key);
    if (chain.isEmpty()) {
      e.base = version;
      e.baseValue = seen;
      e.value = value;
    } else {
      Entry last = chain.last();
      e.value = Merge.documents(chain.collection, seen, value, last.value).value();
      if (last.frozen && last.is(Entry.QUEUED) || last.onItsWay() || isFull(last)) {
        e.base = Entry.BEHIND;
        e.baseValue = last.value;
      } else {
        takeOver(e, last);
        work.finish(chain, last, "superseded");
      }
    }
    if (e.is(Entry.QUEUED) && Json.equal(e.value, e.baseValue)) {
      work.meta.count("superseded", 1); // back to where it began: nothing to send
      return e.id;
    }
    work.append(chain, e);
    Receipts.settle(work, chain);
    return e.id;
  }

  private static boolean isFull(Entry last) {
    return last.is(Entry.QUEUED) && Json.size(last.replaces) >= SQUASHED;
  }

  /** Makes {@code e} stand for {@code last} too. */
  private static void takeOver(Entry e, Entry last) {
    e.base = last.base;
    e.baseValue = last.baseValue;
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
