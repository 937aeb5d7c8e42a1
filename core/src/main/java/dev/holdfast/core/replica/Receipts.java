package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import java.util.ArrayList;
import java.util.List;

/** What the server's word on one mutation does to the chain of its document. */
final class Receipts {
  private Receipts() {}

  /**
   * The server took the entry.
   *
   * @param stored what it held right after that; it may hold something newer now
   */
  static void accepted(Work work, Entry e, Doc stored, boolean asSent) {
    Chain chain = work.open(e.key);
    work.finish(chain, e, asSent ? "acknowledged" : "merged");
    for (Entry behind : List.copyOf(chain.entries)) {
      if (behind.on.equals(e.id)) {
        rebase(work, chain, behind, stored);
      }
    }
    settle(work, chain);
  }

  /** The entry that waited for a receipt now stands on what the server stored. */
  private static void rebase(Work work, Chain chain, Entry behind, Doc stored) {
    Entry next = work.change(chain, behind);
    next.on = "";
    Merge.Result merged =
        Merge.documents(chain.collection, next.baseValue, next.value, stored.value());
    if (merged.decided()) {
      next.base = stored.version();
      next.baseValue = stored.value();
      next.value = merged.value();
    } // else base 0: no version holds what its editor saw, and the server sees a conflict too
    work.save(next);
  }

  /** The server holds something the entry cannot be merged with. */
  static void conflicted(Work work, Entry e, Json cause) {
    refused(work, e, Entry.CONFLICTED, cause);
    settle(work, work.open(e.key));
  }

  /** The server refused the entry for good. */
  static void parked(Work work, Entry e, Json cause) {
    refused(work, e, Entry.PARKED, cause);
  }

  private static void refused(Work work, Entry e, String state, Json cause) {
    Chain chain = work.open(e.key);
    List<Entry> behind = chain.behind(e);
    if (!behind.isEmpty()) {
      // The latest edit that waits takes the place of all before; of two made side by side, both
      // do. Refused for a conflict it is in that conflict; refused for its content, the later
      // content may do.
      List<Entry> passed = new ArrayList<>();
      passed.add(e);
      for (Entry one : behind) {
        if (!chain.behind(one).isEmpty()) {
          passed.add(one);
          continue;
        }
        Json value = chain.fold(e.value, chain.line(e, one));
        Entry next = work.change(chain, one);
        next.value = value;
        next.standsAs(e);
        if (state.equals(Entry.CONFLICTED)) {
          next.state = state;
          next.cause = cause;
        }
        work.save(next);
      }
      for (Entry one : passed) {
        work.finish(chain, one, "superseded");
      }
      return;
    }
    Entry mine = work.change(chain, e);
    mine.state = state;
    mine.cause = cause;
    work.save(mine);
  }

  /**
   * With no server to merge, that is done here, and a document that three sides disagree on is a
   * conflict at once.
   */
  static void decideHere(Work work, String key) {
    settle(work, work.chain(key));
    Chain chain = work.chain(key);
    if (chain.isEmpty() || !chain.head().is(Entry.QUEUED)) {
      return;
    }
    Merge.Result merged = chain.merge();
    Entry e = chain.head();
    if (merged.decided()) {
      boolean moved = !Json.equal(e.baseValue, chain.server.value());
      if (moved && !e.frozen && chain.entries.size() == 1) {
        Chain own = work.open(key);
        work.finish(own, e, "superseded");
        make(work, own, merged.value());
      }
    } else {
      Entry mine = work.change(work.open(key), chain.head());
      mine.state = Entry.CONFLICTED;
      mine.cause = Work.cause("CONFLICT", "the server holds another value");
      work.save(mine);
    }
  }

  /** Ends what needs no sending or deciding any more, now that the server's state is known. */
  static void settle(Work work, Chain chain) {
    if (chain.entries.size() != 1) {
      return;
    }
    Entry e = chain.head();
    if (e.onItsWay() || e.is(Entry.PARKED)) {
      return;
    }
    Merge.Result merged = chain.merge();
    if (Json.equal(merged.value(), chain.server.value()) && merged.decided()) {
      work.finish(chain, e, "merged");
    } else if (e.is(Entry.CONFLICTED) && merged.decided() && e.base != chain.server.version()) {
      // The server refused it against another value than the one it holds now.
      work.finish(chain, e, "superseded");
      make(work, chain, merged.value());
    }
  }

  /** Sends {@code value}, made on what the server holds now. */
  static void make(Work work, Chain chain, Json value) {
    Entry e = work.mint(chain.key);
    e.base = chain.server.version();
    e.baseValue = chain.server.value();
    e.value = value;
    work.append(chain, e);
  }
}
