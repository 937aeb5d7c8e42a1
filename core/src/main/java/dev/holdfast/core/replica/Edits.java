package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import org.jspecify.annotations.Nullable;

/** What one edit of one document does to its chain. */
final class Edits {
  /** Ids that one mutation may carry in {@code replaces}; the next edit then waits behind it. */
  private static final int SQUASHED = 200;

  private Edits() {}

  /**
   * Changes the document from what its editor saw to what the editor wants.
   *
   * @param seen what the editor saw; absent if there was none
   * @return the mutation's id; null if nothing is to do, since the document is like that already
   */
  static @Nullable String edit(Work work, String key, Json seen, Json value) {
    Chain chain = work.open(key);
    Json view = chain.view();
    Json wanted = chain.onTop(seen, value, view);
    if (Json.equal(wanted, view)) {
      return null;
    }
    Entry e = work.mint(key);
    if (chain.isEmpty()) {
      begin(e, chain, seen, value);
    } else {
      Entry last = chain.last();
      if (last.frozen && last.is(Entry.QUEUED) || last.onItsWay() || isFull(last)) {
        e.on = last.id;
        e.baseValue = last.value;
        e.value = chain.onTop(seen, value, last.value);
      } else {
        takeOver(e, chain, last, seen, value);
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

  /**
   * Makes a change again that was made elsewhere or long ago, on what the server holds now. It
   * takes the place of nothing that waits here, but of what it was made on.
   */
  static void again(Work work, Chain chain, Entry old) {
    if (!chain.isEmpty() && !old.on.isEmpty() && Json.equal(chain.last().value, old.baseValue)) {
      edit(work, old.key, old.baseValue, old.value);
      return;
    }
    Entry e = work.mint(old.key);
    begin(e, chain, old.baseValue, old.value);
    if (Json.equal(e.value, e.baseValue)) {
      work.meta.count("superseded", 1);
    } else {
      work.append(chain, e);
      Receipts.settle(work, chain);
    }
  }

  /** The first change of a document, made on what the server holds as far as they agree. */
  private static void begin(Entry e, Chain chain, Json seen, Json value) {
    Merge.Result merged = Merge.documents(chain.collection, seen, value, chain.server.value());
    if (merged.decided()) {
      standOn(e, chain.server, merged.value());
    } else {
      e.base = 0; // no version holds what the editor saw: the server's policy decides
      e.baseValue = seen;
      e.value = value;
    }
  }

  private static void standOn(Entry e, Doc server, Json value) {
    e.base = server.version();
    e.baseValue = server.value();
    e.value = value;
  }

  /**
   * The document as it is here but for what the last entry changed, which is as its editor saw it:
   * what stands before that one may become the server's, and decides nothing about it.
   */
  private static Json withoutLast(Chain chain, Entry last, Json view) {
    Json below = chain.belowLast();
    if (!Json.isObject(below) || !Json.isObject(last.value)) {
      return below;
    }
    Json saw = Json.isObject(last.baseValue) ? last.baseValue : Json.object();
    return chain.onTop(last.value, saw, view);
  }

  private static boolean isFull(Entry last) {
    return last.is(Entry.QUEUED) && Json.size(last.replaces) >= SQUASHED;
  }

  /** Makes {@code e} stand for {@code last} too. */
  private static void takeOver(Entry e, Chain chain, Entry last, Json seen, Json value) {
    if (!last.is(Entry.CONFLICTED) && chain.entries.size() == 1 && chain.merge().decided()) {
      // The editor saw the server's news merged in: measured against the old base, an edit of the
      // news would be a conflict.
      Json view = chain.view();
      standOn(e, chain.server, chain.onTop(seen, value, view));
    } else if (last.is(Entry.CONFLICTED) && chain.entries.size() > 1) {
      // A conflict that was brought here stands on nothing before it, and hid what its editor did.
      Json view = chain.view();
      e.base = 0;
      e.baseValue = withoutLast(chain, last, view);
      e.value = chain.onTop(seen, value, view);
    } else {
      e.standsAs(last);
      e.value = chain.onTop(seen, value, last.value);
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
