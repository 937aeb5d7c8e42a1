package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** Applies the receipt of one mutation to the chain of its document. */
final class Receipts {
  private Receipts() {}

  /**
   * The server accepted the entry.
   *
   * @param stored the document right after that; the server may have a newer version now
   */
  static void accepted(Work work, Entry e, Doc stored, boolean asSent) {
    Chain chain = work.open(e.key);
    work.finish(chain, e, asSent ? "acknowledged" : "merged");
    for (Entry behind : new ArrayList<>(chain.entries)) {
      if (behind.on.equals(e.id)) {
        rebase(work, chain, behind, stored);
      }
    }
    settle(work, chain);
  }

  /** Gives the entry that waited for the receipt its base: the document that the server stored. */
  private static void rebase(Work work, Chain chain, Entry behind, Doc stored) {
    Entry next = work.change(chain, behind);
    next.on = "";
    Merge.Result merged = chain.merge(next.baseValue, next.value, stored.value());
    if (merged.decided()) {
      next.base = stored.version();
      next.baseValue = stored.value();
      next.value = merged.value();
    } // else base 0: no server version is what its editor saw, so the server decides
    work.save(next);
  }

  /**
   * The server had accepted the entry in an older form, or as a part of another. Its news bring the
   * document; what waited is made on that, or on its migration.
   */
  static void acceptedBefore(Work work, Entry e, boolean asSent) {
    Chain chain = work.open(e.key);
    work.finish(chain, e, asSent ? "acknowledged" : "merged");
    for (Entry behind : new ArrayList<>(chain.entries)) {
      if (behind.on.equals(e.id)) {
        Entry next = work.change(chain, behind);
        next.on = "";
        if (!Migration.isStillOlder(work, chain, behind)) {
          Edits.begin(next, chain, behind.baseValue, behind.value);
        }
        work.save(next);
      }
    }
    settle(work, chain);
  }

  /**
   * The entry conflicts with the server's document. A migration does not: another has migrated the
   * document and gone on, and that stands.
   */
  static void conflicted(Work work, Entry e, Doc theirs, Json cause) {
    if (e.migrates) {
      accepted(work, e, theirs, false);
      return;
    }
    refused(work, e, Entry.CONFLICTED, cause);
    settle(work, work.open(e.key));
  }

  /** The server refused the entry for good. */
  static void parked(Work work, Entry e, Json cause) {
    Chain chain = work.open(e.key);
    boolean reused = Json.equal(Json.get(cause, "code"), Json.of(ProblemCode.ID_REUSED));
    if (reused && DocKey.isOurs(e.key) && chain.behind(e).isEmpty()) {
      again(work, chain, e); // nobody sees it to decide, and another id helps
    } else {
      refused(work, e, Entry.PARKED, cause);
    }
  }

  /** Sends the entry again, under a new id. */
  static void again(Work work, Chain chain, Entry e) {
    Entry again = e.again(work.nextSeq(), work.newId(), work.meta.replica);
    work.meta.count("total", 1);
    work.finish(chain, e, "superseded");
    work.append(chain, again);
  }

  private static void refused(Work work, Entry e, String state, Json cause) {
    Chain chain = work.open(e.key);
    List<Entry> behind = chain.behind(e);
    if (!behind.isEmpty()) {
      // The latest waiting edit replaces all before it; of two made side by side, both stay. After
      // a conflict it is in conflict too. After a refusal it is still sent, since the server may
      // accept its content.
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
        next.takeBaseOf(e);
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
   * Merges a document here, if no Holdfast server does it. A document on which base, local and
   * server disagree becomes a conflict at once.
   */
  static void decideHere(Work work, String key) {
    settle(work, work.chain(key));
    Chain chain = work.chain(key);
    Entry e = chain.next();
    if (e == null || (e.onItsWay() && e.attempts > 0)) {
      return; // what this device has sent is offered again as it was
    }
    Merge.Result merged = merged(work, e);
    if (merged.decided()) {
      boolean moved = !Json.equal(e.baseValue, chain.server.value());
      if (moved && !e.frozen && chain.entries.size() == 1) {
        Chain own = work.open(key);
        work.finish(own, e, "superseded");
        make(work, own, merged.value());
      }
    } else {
      conflicted(work, e, chain.server, Work.cause("CONFLICT", "the server holds another value"));
      decideHere(work, key); // another may wait beside it
    }
  }

  /** The merge of the entry, which may be sent now, with the server version. */
  static Merge.Result merged(Work work, Entry e) {
    Chain chain = work.chain(e.key);
    return chain.merge(e.baseValue, e.value, chain.server.value());
  }

  /**
   * Finishes a document's only entry if the server has its value by now. An entry in conflict is
   * made again if the merge can decide it by now. While another lineage is pulled, neither: its
   * documents may have an older form, and the entries are made again when all of them are here.
   */
  static void settle(Work work, Chain shown) {
    boolean schema = shown.key.equals(Migration.KEY); // from another, it means more: Migration
    if (shown.entries.size() != 1 || schema || work.meta.newLineage) {
      return;
    }
    Entry e = shown.head();
    if (e.onItsWay() || e.is(Entry.PARKED)) {
      return;
    }
    Chain chain = work.open(shown.key); // the other may be shared
    Merge.Result merged = chain.merge();
    if (Json.equal(merged.value(), chain.server.value()) && merged.decided()) {
      work.finish(chain, e, "merged");
    } else if (e.is(Entry.CONFLICTED)
        && merged.decided()
        && e.base != chain.server.version()
        && e.schema <= work.meta.serverSchema) {
      // The server has another value now than when it found the conflict, and in the same form.
      work.finish(chain, e, "superseded");
      make(work, chain, merged.value());
    }
  }

  /** Makes a new entry with {@code value} on the present server version, or on its migration. */
  static void make(Work work, Chain chain, Json value) {
    Entry e = work.mint(chain.key);
    e.base = chain.server.version();
    e.baseValue = chain.server.value();
    Entry lower = chain.migration();
    if (lower != null) {
      e.on = lower.id;
      e.baseValue = lower.value;
    }
    e.value = value;
    work.append(chain, e);
  }
}
