package dev.holdfast.core.store;

import dev.holdfast.core.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica keeps what must outlive it: a few tables of string keys and JSON values, sorted
 * by key (UTF-16 code units). In the browser an IndexedDB database, in the simulation a disk with
 * faults.
 *
 * <p>The contract of every implementation: transactions that write are serialisable, across tabs
 * and workers too; {@code done} hears success only after everything is on disk, and a failed
 * transaction has left no trace.
 */
public interface Store {
  /**
   * Runs {@code body} in one transaction that ends when no read is outstanding any more, so nothing
   * may be awaited inside but the transaction's own reads.
   *
   * @param write whether the body may put and delete
   */
  void transact(boolean write, Body body, Done done);

  /** What to do in a transaction. An exception thrown here or in a read's callback aborts it. */
  interface Body {
    void run(Transaction tx);
  }

  /** How the transaction ended. */
  interface Done {
    /**
     * @param failure null once the transaction is on disk
     */
    void ended(@Nullable Failure failure);
  }
}
