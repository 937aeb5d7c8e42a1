package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** A transaction that fails at the first write, and says so. */
final class ReadOnly implements Transaction {
  private final Transaction tx;
  private final Runnable refused;

  ReadOnly(Transaction tx, Runnable refused) {
    this.tx = tx;
    this.refused = refused;
  }

  /**
   * Called before something that leads to a write: fails here and now, if {@code tx} only reads.
   */
  static void leave(Transaction tx) {
    if (tx instanceof ReadOnly reads) {
      reads.refuse();
    }
  }

  private void refuse() {
    refused.run();
    throw new Failure(Failure.Code.STORE_FAILED, "");
  }

  @Override
  public void get(Table table, String key, Sink then) {
    tx.get(table, key, then);
  }

  @Override
  public void keys(Table table, Sink then) {
    tx.keys(table, then);
  }

  @Override
  public void scan(Table table, String from, String to, Sink then) {
    tx.scan(table, from, to, then);
  }

  @Override
  public void put(Table table, String key, Json value) {
    refuse();
  }

  @Override
  public void delete(Table table, String key) {
    refuse();
  }

  @Override
  public void deleteRange(Table table, String from, String to) {
    refuse();
  }
}
