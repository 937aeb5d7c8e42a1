package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Exports all unsent work, to import it elsewhere. Exported work is frozen: its content never
 * changes again.
 */
public final class Export {
  private Export() {}

  /**
   * Adds to {@code content} the unfinished {@code mutations} in order, the {@code epoch} of their
   * versions, the version of their {@code schema}, and the {@code state} unless it has one. All are
   * read in one transaction. A release that is older than the data may export it, too.
   */
  public static void run(Replica replica, StateShape shape, Json content, Done done) {
    Replica.Step step = work -> add(work, shape, content);
    if (Json.isAbsent(Json.get(content, "state"))) {
      replica.runOnAll(step, done);
    } else {
      replica.run(step, done);
    }
  }

  /**
   * Adds to {@code content} what {@code state} has changed since the page's baseline and this
   * release may not save, since the data is of a newer one: {@code unsaved}, with the {@code
   * schema} of this release and the {@code mutations}. The same change has the same id in each
   * file.
   *
   * @param state the page's state, in the form of this release
   * @throws dev.holdfast.core.Failure {@code STATE_SHAPE}
   */
  public static void addUnsaved(
      Replica replica, StateSession session, Json state, double now, Json content) {
    if (!replica.isOutdated() || !session.isCurrent()) {
      return;
    }
    Json before = session.values();
    Json after = session.split(state);
    Json mutations = Json.array();
    List<String> keys = new ArrayList<>();
    LocalDocuments.differences(before, after, keys);
    for (String key : keys) {
      Json change = Json.object();
      Json.set(change, "before", Json.get(before, key));
      Json.set(change, "after", Json.get(after, key));
      String origin = replica.meta().replica;
      Entry e = new Entry(0, StateHash.of(key, origin, change).hex(), origin, key);
      e.baseValue = Json.get(before, key);
      e.value = Json.get(after, key);
      e.schema = replica.schema.version;
      e.frozen = true;
      e.at = now;
      Json.push(mutations, e.write());
    }
    if (Json.size(mutations) > 0) {
      Json unsaved = Json.object();
      Json.set(unsaved, "schema", Json.of(replica.schema.version));
      Json.set(unsaved, "mutations", mutations);
      Json.set(content, "unsaved", unsaved);
    }
  }

  private static void add(Work work, StateShape shape, Json content) {
    work.passesOn = true;
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
    Json.set(content, "epoch", work.meta.lineageOfWork());
    if (work.meta.schema > 0) {
      Json.set(content, "schema", Json.of(work.meta.schema));
    }
    if (Json.isAbsent(Json.get(content, "state"))) {
      Json.set(content, "state", shape.assemble(work, LocalDocuments.all(work).values));
    }
  }
}
