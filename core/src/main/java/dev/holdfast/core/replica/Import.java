package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports unsent work that was exported here or elsewhere. It keeps its ids and origin. So the
 * server applies it once, however often and from whichever device it is sent.
 */
public final class Import {
  private Import() {}

  /**
   * Adds the work of an export. Entries that are already here are skipped.
   *
   * @param content {@code mutations} and {@code epoch} as {@link Export} wrote them
   */
  public static void run(Replica replica, Json content, Done done) {
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
   * Adds an entry to the outbox under its own id. Returns false if it is there already.
   *
   * @param epoch the lineage that its versions belong to; absent if there is none or it is unknown
   */
  static boolean append(Work work, Entry e, Json epoch) {
    Chain chain = work.open(e.key);
    if (Chain.find(chain.entries, e.id) != null) {
      return false;
    }
    work.meta.presume(epoch);
    e.convertLayout1(chain.entries);
    if (work.meta.isOtherLineage(epoch)) {
      Edits.again(work, chain, e); // its versions belong to another lineage
      work.meta.count("superseded", 1);
      return true;
    }
    if (!e.is(Entry.CONFLICTED) && !e.is(Entry.PARKED)) {
      e.state = e.frozen ? Entry.UNKNOWN : Entry.QUEUED;
    }
    e.attempts = 0; // counts the attempts of this installation alone
    Entry on = Chain.find(chain.entries, e.on);
    if (!e.on.isEmpty() && (on == null || on.is(Entry.CONFLICTED) || on.is(Entry.PARKED))) {
      // The entry it was made on is finished or refused: its change is made again on the present
      // version.
      Edits.again(work, chain, e);
      work.meta.count("superseded", 1);
      return true;
    }
    work.append(chain, e);
    return true;
  }
}
