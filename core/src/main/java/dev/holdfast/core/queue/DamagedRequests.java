package dev.holdfast.core.queue;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Handles queued requests whose records the disk has lost. A browser keeps a large body in a file
 * of its own, which can get lost. Lost requests are moved to the table {@code damaged} and count as
 * archived; the others stay in the queue. A request that needs the id from a lost one is parked
 * when its turn comes.
 *
 * <p>A read of the queue that fails with {@code CORRUPT_PAGE} calls {@link #setAside} and is
 * repeated. A browser rolls back every transaction that reads a lost record. So each try skips the
 * records that earlier tries found lost.
 */
public final class DamagedRequests {
  /*
   * A record of DAMAGED: key = the request's key, value = { at, table, key }. Nothing else is left
   * of it. Its lane is unknown too, so the requests of all lanes are counted again.
   */
  private final Transaction tx;
  private final double now;

  /** The keys of the lost records, {@code {key: key}}. */
  private final Json lost;

  private DamagedRequests(Transaction tx, double now, Json lost) {
    this.tx = tx;
    this.now = now;
    this.lost = lost;
  }

  /**
   * Moves all unreadable requests to {@code damaged}. There may be none left if another tab was
   * faster.
   *
   * @param now ms since 1970
   */
  public static void setAside(Store store, double now, Done done) {
    setAside(store, now, Json.object(), done);
  }

  private static void setAside(Store store, double now, Json lost, Done done) {
    int known = Json.size(Json.keys(lost));
    store.transact(
        true,
        tx -> {
          Lanes.clear(tx);
          tx.keys(Table.REQUESTS, keys -> new DamagedRequests(tx, now, lost).look(keys, 0));
        },
        failure -> {
          if (failure != null && Json.size(Json.keys(lost)) > known) {
            setAside(store, now, lost, done);
          } else {
            done.ended(failure);
          }
        });
  }

  /** Reads one record after the other, since each changes a count. */
  private void look(Json keys, int at) {
    if (at == Json.size(keys)) {
      return;
    }
    Json key = Json.at(keys, at);
    if (Json.isAbsent(Json.get(lost, key))) {
      tx.get(Table.REQUESTS, Json.text(key), entry -> seen(keys, at, entry));
    } else {
      seen(keys, at, Json.nul());
    }
  }

  private void seen(Json keys, int at, Json entry) {
    Runnable next = () -> look(keys, at + 1);
    Json key = Json.at(keys, at);
    if (!Json.isObject(entry)) {
      Json.set(lost, key, key);
      Json one = Json.object();
      Json.set(one, "at", Json.of(now));
      Json.set(one, "table", Json.of(Table.REQUESTS.name()));
      Json.set(one, "key", key);
      tx.put(Table.DAMAGED, Json.text(key), one);
      tx.delete(Table.REQUESTS, Json.text(key));
      QueueAudit.count(tx, "archived", n -> next.run());
    } else if (QueuedRequest.is(entry, QueuedRequest.PARKED)) {
      next.run();
    } else {
      Lanes.enter(tx, entry, before -> next.run());
    }
  }
}
