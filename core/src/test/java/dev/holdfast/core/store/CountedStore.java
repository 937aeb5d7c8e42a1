package dev.holdfast.core.store;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;

/** A store that counts what is asked of another: operations, not their time. */
public final class CountedStore implements Store {
  private final Store store;
  private int transactions;
  private int puts;
  private int gets;
  private int lists;
  private int deletes;
  private int records;

  public CountedStore(Store store) {
    this.store = store;
  }

  /**
   * The operations since the last call, such as {@code "1 transaction, 3 puts, 2 gets, 0 lists, 0
   * deletes, 2 records"}. A list is a read of many records or keys; {@code records} are all that
   * were read, by a get too, whether one was there or not.
   */
  public String counted() {
    String counted =
        transactions
            + " transactions, "
            + puts
            + " puts, "
            + gets
            + " gets, "
            + lists
            + " lists, "
            + deletes
            + " deletes, "
            + records
            + " records";
    transactions = puts = gets = lists = deletes = records = 0;
    return counted;
  }

  @Override
  public void transact(boolean write, Body body, Done done) {
    transactions++;
    store.transact(write, tx -> body.run(new Counting(tx)), done);
  }

  private final class Counting implements Transaction {
    private final Transaction tx;

    Counting(Transaction tx) {
      this.tx = tx;
    }

    @Override
    public void get(Table table, String key, Sink then) {
      gets++;
      records++;
      tx.get(table, key, then);
    }

    @Override
    public void keys(Table table, Sink then) {
      lists++;
      tx.keys(table, then);
    }

    @Override
    public void scan(Table table, String from, String to, Sink then) {
      lists++;
      tx.scan(
          table,
          from,
          to,
          rows -> {
            records += Json.size(rows);
            then.accept(rows);
          });
    }

    @Override
    public void put(Table table, String key, Json value) {
      puts++;
      tx.put(table, key, value);
    }

    @Override
    public void delete(Table table, String key) {
      deletes++;
      tx.delete(table, key);
    }

    @Override
    public void deleteRange(Table table, String from, String to) {
      deletes++;
      tx.deleteRange(table, from, to);
    }
  }
}
