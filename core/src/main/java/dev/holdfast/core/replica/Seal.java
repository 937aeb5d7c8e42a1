package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The end of a subject's stay in one space, and its return: what it has not sent is sealed, all
 * else goes.
 *
 * <p>How it works: one transaction puts unsent work into an archive, deletes the rest and marks the
 * replica as sealed. Whoever had it open before, in whatever tab, can write nothing from then on
 * ({@code SIGNED_OUT}), so that nothing is acknowledged that is not in the archive. A replica that
 * is opened later may {@link #open} it.
 */
public final class Seal {
  private static final String REASON = "signOut";

  private Seal() {}

  /**
   * Seals unsent work and deletes all else. If it fails, everything is as it was.
   *
   * @param then takes whether anything is left here; without, the whole store may go
   */
  public static void close(Replica replica, Transaction.Sink then, Store.Done done) {
    replica.transact(
        (work, end) -> {
          Reset.putAside(work, REASON);
          work.meta.sealed = true;
          work.tx.scan(
              Table.DAMAGED,
              "",
              "",
              damaged -> {
                boolean unsent = keepUnsent(work, damaged);
                work.tx.keys(
                    Table.ARCHIVE,
                    archives -> {
                      then.accept(Json.of(unsent || Json.size(archives) > 0));
                      end.run();
                    });
              });
        },
        done);
  }

  /** Of the records that could not be read, those of documents go; whether unsent work stays. */
  private static boolean keepUnsent(Work work, Json damaged) {
    boolean left = false;
    for (int i = 0, n = Json.size(damaged); i < n; i++) {
      Json row = Json.at(damaged, i);
      String table = Json.text(Json.get(Json.at(row, 1), "table"));
      left |= table.equals(Table.OUTBOX.name()) || table.equals(Table.ARCHIVE.name());
      if (table.equals(Table.PAGES.name()) || table.equals(Table.HISTORY.name())) {
        work.tx.delete(Table.DAMAGED, Json.text(Json.at(row, 0)));
      }
    }
    return left;
  }

  /** Whether the archive holds what was sealed. */
  static boolean made(Json archive) {
    return Json.equal(Json.get(archive, "reason"), Json.of(REASON));
  }

  /** Brings back what was sealed, if anything was; what cannot come back now stays sealed. */
  public static void open(Replica replica, Store.Done done) {
    if (!replica.meta().sealed) {
      done.ended(null);
      return;
    }
    Json[] archives = {Json.array()};
    Archives.list(
        replica,
        all -> archives[0] = all,
        failure -> {
          if (failure == null) {
            restore(replica, archives[0], 0, done);
          } else {
            done.ended(failure);
          }
        });
  }

  private static void restore(Replica replica, Json archives, int index, Store.Done done) {
    if (index == Json.size(archives)) {
      replica.run(
          work -> {
            work.meta.sealed = false;
            work.touch();
          },
          done);
      return;
    }
    Json one = Json.at(archives, index);
    Store.Done next =
        failure -> {
          if (failure == null || failure.code() == Failure.Code.UNKNOWN_KEY) {
            restore(replica, archives, index + 1, done); // or another tab has restored it
          } else {
            done.ended(failure);
          }
        };
    if (made(one)) {
      Archives.restore(replica, Json.text(Json.get(one, "id")), next);
    } else {
      next.ended(null);
    }
  }
}
