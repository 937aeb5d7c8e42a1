package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Table;

/**
 * Signs a subject out of one space, and in again: unsent work is sealed, everything else is
 * deleted.
 *
 * <p>How it works: one transaction moves unsent work to an archive, deletes the rest and marks the
 * replica as sealed. A tab that still has it open can write nothing from then on ({@code
 * SIGNED_OUT}), so no write is acknowledged that is not in the archive. A replica that is opened
 * later may {@link #open} the seal.
 */
public final class Seal {
  private static final String REASON = "signOut";

  private Seal() {}

  /**
   * Seals unsent work and deletes everything else. If it fails, nothing has changed.
   *
   * @param done receives whether anything is left here; if not, the whole store may be deleted
   */
  public static void close(Replica replica, Read done) {
    Reading reading = new Reading();
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
                      reading.accept(Json.of(unsent || Json.size(archives) > 0));
                      end.run();
                    });
              });
        },
        reading.into(done));
  }

  /** Deletes the unreadable records of documents. Returns whether records of unsent work remain. */
  private static boolean keepUnsent(Work work, Json damaged) {
    boolean left = false;
    for (int i = 0, n = Json.size(damaged); i < n; i++) {
      Json row = Json.at(damaged, i);
      String table = Damage.table(row);
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

  /** Restores sealed work, if there is any. Work that cannot be restored now stays sealed. */
  public static void open(Replica replica, Done done) {
    if (!replica.meta().sealed) {
      done.ended(null);
      return;
    }
    Archives.list(
        replica,
        (archives, failure) -> {
          if (failure == null) {
            restore(replica, archives, 0, done);
          } else {
            done.ended(failure);
          }
        });
  }

  private static void restore(Replica replica, Json archives, int index, Done done) {
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
    Done next =
        failure -> {
          if (failure == null || failure.code() == Failure.Code.UNKNOWN_KEY) {
            // The rest stays sealed, or another tab has restored it.
            restore(replica, archives, index + 1, done);
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
