package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;

/**
 * Exports all unsent work, to import it elsewhere. Exported work is frozen: its content never
 * changes again.
 */
public final class Export {
  private Export() {}

  /**
   * Adds to {@code content} the unfinished {@code mutations} in order, the {@code epoch} of their
   * versions, the version of their {@code schema}, and the {@code state} unless it has one. All are
   * read in one transaction.
   */
  public static void run(Replica replica, StateShape shape, Json content, Done done) {
    Replica.Step step = work -> add(work, shape, content);
    if (Json.isAbsent(Json.get(content, "state"))) {
      replica.runOnAll(step, done);
    } else {
      replica.run(step, done);
    }
  }

  private static void add(Work work, StateShape shape, Json content) {
    Json mutations = Json.array();
    for (Entry e : new ArrayList<>(work.memory.entries())) {
      Entry mine = e;
      if (!e.frozen) {
        mine = work.change(work.open(e.key), e);
        mine.frozen = true;
        work.save(mine);
      }
      Json.push(mutations, mine.write());
    }
    Json.set(content, "mutations", mutations);
    Json.set(content, "epoch", work.meta.lineage());
    if (work.meta.schema > 0) {
      Json.set(content, "schema", Json.of(work.meta.schema));
    }
    if (Json.isAbsent(Json.get(content, "state"))) {
      Json.set(content, "state", shape.assemble(work, LocalDocuments.all(work).values));
    }
  }
}
