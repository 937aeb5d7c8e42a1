package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;

/**
 * Forgets the server version and the local version. Unsent work is moved to {@link Archives}, from
 * where it can be restored.
 */
public final class Reset {
  private Reset() {}

  /** Moves unsent work to an archive and forgets both versions, in one transaction. */
  public static void run(Replica replica, String reason, Done done) {
    replica.transact(
        (work, close) -> {
          putAside(work, reason);
          close.run();
        },
        done);
  }

  /** Moves unsent work to an archive and forgets both versions. */
  static void putAside(Work work, String reason) {
    Json entries = Json.array();
    for (Entry e : new ArrayList<>(work.memory.entries())) {
      take(work, e, entries);
    }
    if (Json.size(entries) > 0) {
      Archives.keep(work, reason, entries, Json.object());
    }
    forget(work);
  }

  /** Moves an entry from the outbox to {@code entries}, as archives have them. */
  static void take(Work work, Entry e, Json entries) {
    Json row = Json.array();
    Json.push(row, Json.of(e.place()));
    Json.push(row, e.write());
    Json.push(entries, row);
    work.open(e.key, Doc.none()).entries.clear();
    work.drop(e);
  }

  /** Forgets both versions. No entry may be left. */
  static void forget(Work work) {
    work.pages.clear(work.tx);
    work.tx.deleteRange(Table.HISTORY, "", "");
    work.meta.forget();
    work.meta.pages++;
    work.touch();
  }
}
