package dev.holdfast.core.store;

import dev.holdfast.core.Done;

/**
 * A replica's database: a few tables of string keys and JSON values, sorted by key (UTF-16 code
 * units). In the browser it is IndexedDB, in the simulation a disk with faults.
 *
 * <p>The contract of every implementation: transactions that write are serialisable, across tabs
 * and workers too. {@code done} reports success only after everything is on disk. A failed
 * transaction leaves no trace.
 */
public interface Store {
  /**
   * Runs {@code body} in one transaction. It ends as soon as no read is outstanding, so the body
   * may wait for nothing but the transaction's own reads.
   *
   * @param write whether the body may put and delete
   */
  void transact(boolean write, Body body, Done done);

  /**
   * What to do in a transaction. An exception thrown here or in a read's callback aborts it. It is
   * run again, on another transaction, if the first was lost with the database's handle.
   */
  interface Body {
    void run(Transaction tx);
  }
}
