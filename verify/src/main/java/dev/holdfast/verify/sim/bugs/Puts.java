package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/** A transaction that leaves out some writes, see {@link Bug}. */
final class Puts implements Transaction {
  private final Transaction tx;
  private final Filter filter;

  /** Decides which records are written. */
  interface Filter {
    boolean writes(Table table, String key, Json value);
  }

  Puts(Transaction tx, Filter filter) {
    this.tx = tx;
    this.filter = filter;
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
    if (filter.writes(table, key, value)) {
      tx.put(table, key, value);
    }
  }

  @Override
  public void delete(Table table, String key) {
    tx.delete(table, key);
  }

  @Override
  public void deleteRange(Table table, String from, String to) {
    tx.deleteRange(table, from, to);
  }
}
