package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;

/** Forgets both versions. Unsent work goes into {@link Archives}, from where it can be restored. */
public final class Reset {
  private Reset() {}

  /** Forgets both versions; unsent work goes into an archive first, all in one transaction. */
  public static void run(Replica replica, String reason, Store.Done done) {
    replica.transact(
        (work, close) -> {
          putAside(work, reason);
          close.run();
        },
        done);
  }

  /** Forgets both versions; unsent work goes into an archive. */
  static void putAside(Work work, String reason) {
    Json entries = Json.array();
    for (Entry e : new ArrayList<>(work.memory.entries())) {
      Json row = Json.array();
      Json.push(row, Json.of(e.key()));
      Json.push(row, e.write());
      Json.push(entries, row);
      work.open(e.key, Doc.none()).entries.clear();
      work.drop(e);
    }
    if (Json.size(entries) > 0) {
      Archives.keep(work, reason, entries, Json.object());
    }
    work.pages.clear(work.tx);
    work.tx.deleteRange(Table.HISTORY, "", "");
    work.meta.forget();
    work.meta.pages++;
    work.touch();
  }
}
