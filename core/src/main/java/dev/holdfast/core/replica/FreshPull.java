package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pull of everything: after the cursor fell below the server's floor, a new epoch or a
 * divergence. It marks each document that it brings with the number of the pull. When it ends,
 * documents with an older number are deleted on the server.
 */
final class FreshPull {
  private FreshPull() {}

  static void begin(Meta meta) {
    meta.booting = true;
    meta.boot++;
    meta.verified = false;
  }

  /**
   * The app had no server that has versions, and has one now: what it called synced was never
   * there. All documents become local changes. All pages must be loaded.
   */
  static void ofFirstServer(Work work) {
    List<String> keys = new ArrayList<>();
    work.pages.each("", "", (key, doc) -> keys.add(key));
    for (String key : keys) {
      Chain chain = work.open(key);
      Json mine = chain.view();
      for (Entry e : new ArrayList<>(chain.entries)) {
        work.finish(chain, e, "superseded");
      }
      work.serverHolds(key, Doc.none());
      work.pages.remove(key);
      if (!Json.isAbsent(mine) && !key.equals(Migration.KEY)) {
        Entry e = work.mint(key);
        e.value = mine;
        work.append(work.open(key), e);
      }
    }
    work.meta.epoch = null;
    work.meta.cursor = 0;
    work.meta.verified = false;
    work.touch();
  }

  /** The server has another lineage: everything is pulled again, unsent work is rebased. */
  static void ofNewEpoch(Work work, String epoch) {
    begin(work.meta);
    work.meta.beginLineage(epoch);
    work.touch();
  }

  /**
   * The fresh pull is complete: documents that it did not bring are removed. All pages must be
   * loaded.
   */
  static void complete(Work work) {
    Meta meta = work.meta;
    Json vanished = Json.object();
    List<String> gone = new ArrayList<>();
    work.pages.each(
        "",
        "",
        (key, doc) -> {
          if (work.pages.boot(key) != meta.boot) {
            gone.add(key);
            if (!key.equals(Migration.KEY)) {
              Json.set(vanished, Json.of(key), doc.value());
            }
          }
        });
    for (String key : gone) {
      work.serverHolds(key, Doc.none());
      work.pages.remove(key);
    }
    meta.hash = work.pages.hash(); // computed again, so an earlier wrong hash is corrected
    meta.serverSchema = SchemaVersion.of(work.pages.doc(Migration.KEY).value()); // as well
    if (meta.newLineage) {
      meta.newLineage = false;
      meta.migrated = ""; // other documents were
      if (!Migration.rebase(work)) {
        rebaseAll(work);
      }
      if (Json.size(Json.keys(vanished)) > 0) {
        Json record = Json.object();
        Json.set(record, Archives.SCHEMA, Json.of(meta.lastSchema));
        Archives.keep(work, record, "vanished", Json.array(), vanished);
      }
    }
    meta.booting = false;
  }

  /**
   * Versions of the old lineage mean nothing in the new one: unsent work is made again on the new
   * documents.
   */
  private static void rebaseAll(Work work) {
    for (Entry old : work.memory.entries()) {
      Chain chain = work.open(old.key);
      if (chain.isEmpty() || Exchange.current(work, old) == null || chain.last().seq != old.seq) {
        continue;
      }
      List<Entry> again = new ArrayList<>();
      for (Entry first : chain.entries) {
        if (Chain.find(chain.entries, first.on) == null) {
          rebase(work, chain, first, again);
        }
      }
      for (Entry e : new ArrayList<>(chain.entries)) {
        work.finish(chain, e, "superseded");
      }
      for (Entry e : again) {
        work.append(chain, e);
      }
      Receipts.settle(work, chain);
    }
  }

  /**
   * Makes {@code first} and the entries made on it again: one entry for all, but one for each that
   * may have arrived, since the server that was restored may still know it. Entries not built on it
   * (an import) are left out: applied on top, they would revert newer values.
   */
  private static void rebase(Work work, Chain chain, Entry first, List<Entry> again) {
    List<Entry> rest = chain.behind(first);
    rest.add(0, first);
    Entry below = null;
    while (!rest.isEmpty()) {
      Entry e = rest.remove(0);
      List<Entry> behind = e.mayHaveArrived() ? List.of() : rest;
      Entry made = rebased(work, chain, e, behind, below);
      again.add(made);
      below = made;
      rest = e.mayHaveArrived() ? rest : List.of();
    }
  }

  private static Entry rebased(
      Work work, Chain chain, Entry first, List<Entry> behind, @Nullable Entry below) {
    Entry last = behind.isEmpty() ? first : behind.get(behind.size() - 1);
    Json mine = chain.fold(first.value, behind);
    Json now = below == null ? chain.server.value() : below.value;
    Merge.Result merged = chain.merge(first.baseValue, mine, now);
    boolean decided = merged.decided();
    boolean gone = first.mayHaveArrived();
    Entry again = gone ? work.mintAgain(first) : work.mint(first.key);
    again.on = below == null ? "" : below.id;
    again.baseValue = decided ? now : first.baseValue;
    again.value = decided ? merged.value() : mine;
    boolean conflicted = below == null && !gone && !decided;
    if (below == null && (decided || conflicted)) {
      again.base = chain.server.version();
    } // else no server version is what its editor saw: the server will decide
    if (conflicted || last.is(Entry.PARKED)) {
      again.state = conflicted ? Entry.CONFLICTED : Entry.PARKED;
      again.cause = last.cause;
    }
    return again;
  }
}
