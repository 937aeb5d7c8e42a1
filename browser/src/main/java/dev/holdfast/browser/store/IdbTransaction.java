package dev.holdfast.browser.store;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Idb;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/**
 * One IndexedDB transaction. Whatever the body or one of its callbacks throws aborts it and is what
 * {@code done} hears. {@code done} is called within a minute even if the browser never ends the
 * transaction ({@link Idb#onEnd}).
 */
final class IdbTransaction implements Transaction {
  private final Idb.Database handle;
  private final Idb.Transaction tx;
  private int reads;
  private boolean closed;
  private @Nullable Failure thrown;

  IdbTransaction(Idb.Database handle, Idb.Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  void run(Store.Body body, Done done) {
    Idb.onEnd(tx, () -> done.ended(null), () -> done.ended(thrown != null ? thrown : failure()));
    guarded(() -> body.run(this));
  }

  private Failure failure() {
    return closed
        ? new Failure(Failure.Code.STORE_CLOSED, "the browser has closed the database")
        : IdbStore.failure(tx.getError());
  }

  /**
   * Whether it failed because its database was closed, or for an unknown reason, as some say then.
   */
  boolean isLost(Failure failure) {
    return failure.code() == Failure.Code.STORE_CLOSED
        || Errors.name(tx.getError()).equals("UnknownError");
  }

  /**
   * The browser has closed a database. What was complete on it has said so before, so this is not,
   * and Chromium says no more of it.
   */
  void closed(Idb.Database lost) {
    if (lost == handle) {
      closed = true;
      Idb.giveUp(tx);
    }
  }

  @Override
  public void get(Table table, String key, Sink then) {
    Idb.Request request = store(table).get(key);
    Idb.onUnreadable(request, () -> read(() -> then.accept(Json.nul())));
    read(request, then);
  }

  @Override
  public void keys(Table table, Sink then) {
    read(store(table).getAllKeys(null), then);
  }

  @Override
  public void scan(Table table, String from, String to, Sink then) {
    JSObject range = Idb.range(from, to);
    Idb.Request keys = store(table).getAllKeys(range);
    read(store(table).getAll(range), values -> then.accept(Idb.entries(keys.getResult(), values)));
  }

  @Override
  public void put(Table table, String key, Json value) {
    store(table).put(value, key);
  }

  @Override
  public void delete(Table table, String key) {
    store(table).delete(Idb.key(key));
  }

  @Override
  public void deleteRange(Table table, String from, String to) {
    store(table).delete(Idb.range(from, to));
  }

  private Idb.ObjectStore store(Table table) {
    return tx.objectStore(IdbStore.tableName(table));
  }

  private void read(Idb.Request request, Sink then) {
    reads++;
    request.setOnsuccess(() -> read(() -> then.accept(request.getResult())));
  }

  private void read(Runnable step) {
    reads--;
    if (!closed) {
      guarded(step);
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
      if (reads == 0) {
        Idb.commit(tx);
      }
    } catch (RuntimeException e) {
      if (thrown != null) {
        return;
      }
      thrown = failure(e);
      abort();
    }
  }

  private static Failure failure(RuntimeException e) {
    if (e instanceof Failure failure) {
      return failure;
    }
    JSObject error = Errors.behind(e);
    return error != null
        ? IdbStore.failure(error)
        : new Failure(Failure.Code.STORE_FAILED, String.valueOf(e.getMessage()));
  }

  /** Aborts, unless the browser already has. */
  private void abort() {
    try {
      tx.abort();
    } catch (RuntimeException ended) {
      // Its abort event is on the way.
    }
  }
}
