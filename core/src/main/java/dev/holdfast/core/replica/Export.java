package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import org.jspecify.annotations.NullMarked;

/**
 * All unsent work, to be carried elsewhere. What was exported is frozen: its content never changes
 * again.
 */
@NullMarked
public final class Export {
  private Export() {}

  /** Gives the unfinished mutations in order, as {@link Import} takes them. */
  public static void run(Replica replica, Transaction.Sink then, Store.Done done) {
    replica.read(
        java.util.List.of(),
        work -> {
          Json out = Json.array();
          for (Entry e : new ArrayList<>(replica.entries())) {
            Entry mine = e;
            if (!e.frozen) {
              mine = work.change(work.open(e.key), e);
              mine.frozen = true;
              work.save(mine);
            }
            Json.push(out, mine.write());
          }
          then.accept(out);
        },
        done);
  }
}
