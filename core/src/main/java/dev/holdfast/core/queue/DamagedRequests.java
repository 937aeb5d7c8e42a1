package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Queued requests whose records the medium has lost, such as the file that a browser keeps a large
 * body in: they are set aside in the table {@code damaged} and count as archived, and all others go
 * on; what names what a lost one makes is parked when its turn comes.
 *
 * <p>Whoever reads the queue and fails with {@code CORRUPT_PAGE} calls {@link #setAside}, and reads
 * again. A browser undoes every transaction that reads such a record, so those found lost are not
 * read again by the next try.
 */
public final class DamagedRequests {
  /*
   * A record of DAMAGED: key = the request's, value = { at, table, key }, since nothing else is left
   * of it. Which lane it was in is not known either, so all lanes are counted anew.
   */
  private final Transaction tx;
  private final double now;

  /** The keys of what is lost, {@code {key: key}}. */
  private final Json lost;

  private DamagedRequests(Transaction tx, double now, Json lost) {
    this.tx = tx;
    this.now = now;
    this.lost = lost;
  }

  /**
   * Sets aside all requests that cannot be read; another tab may have been faster.
   *
   * @param now ms since 1970
   */
  public static void setAside(Store store, double now, Store.Done done) {
    setAside(store, now, Json.object(), done);
  }

  private static void setAside(Store store, double now, Json lost, Store.Done done) {
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

  /** One after the other, since each is counted. */
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
