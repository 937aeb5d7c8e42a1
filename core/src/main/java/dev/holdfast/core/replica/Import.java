package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes unsent work that was exported here or elsewhere. It keeps its ids and origin, so that
 * however often and from wherever it is sent, the server applies it once.
 */
public final class Import {
  private Import() {}

  /**
   * Adds the work of an export; what waits here already is left alone.
   *
   * @param content {@code mutations} and {@code epoch} as {@link Export} wrote them
   */
  public static void run(Replica replica, Json content, Store.Done done) {
    Json mutations = Json.get(content, "mutations");
    List<String> keys = new ArrayList<>();
    for (int i = 0, n = Json.size(mutations); i < n; i++) {
      Json mutation = Json.at(mutations, i);
      String flaw = Entry.flaw(mutation);
      if (!flaw.isEmpty()) {
        done.ended(
            new Failure(
                Failure.Code.BAD_IMPORT,
                "a mutation's " + flaw + " is missing or wrong; nothing was imported"));
        return;
      }
      keys.add(Json.text(Json.get(mutation, "key")));
    }
    replica.runOn(
        keys,
        work -> {
          for (int i = 0, n = Json.size(mutations); i < n; i++) {
            Entry e = Entry.read(DocKey.sequence(work.nextSeq()), Json.at(mutations, i));
            if (append(work, e, Json.get(content, "epoch"))) {
              work.meta.count("total", 1);
            }
          }
        },
        done);
  }

  /**
   * Puts work back in the outbox under its own id; false if it is there already.
   *
   * @param epoch the order that its versions belong to; absent if none or unknown
   */
  static boolean append(Work work, Entry e, Json epoch) {
    Chain chain = work.open(e.key);
    if (Chain.find(chain.entries, e.id) != null) {
      return false;
    }
    work.meta.presume(epoch);
    e.standOnLast(chain.entries);
    if (work.meta.isOtherLineage(epoch)) {
      Edits.again(work, chain, e); // its versions mean nothing here
      work.meta.count("superseded", 1);
      return true;
    }
    if (!e.is(Entry.CONFLICTED) && !e.is(Entry.PARKED)) {
      e.state = e.frozen ? Entry.UNKNOWN : Entry.QUEUED;
    }
    e.attempts = 0; // by this replica, since it has the work
    Entry on = Chain.find(chain.entries, e.on);
    if (!e.on.isEmpty() && (on == null || on.is(Entry.CONFLICTED) || on.is(Entry.PARKED))) {
      // What it stood on is done or refused: what it changed is made again on what is there now.
      Edits.again(work, chain, e);
      work.meta.count("superseded", 1);
      return true;
    }
    work.append(chain, e);
    return true;
  }
}
