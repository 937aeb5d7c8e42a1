package dev.holdfast.server.space;

import dev.holdfast.core.space.SpaceStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All spaces of a server. Opens the transactions in which a space decides. Thread-safe.
 *
 * <p>What every store must guarantee (the suite {@code SpacesContract} checks it; {@code
 * SpaceContract} checks what holds inside a transaction):
 *
 * <ul>
 *   <li>What {@link #write} has acknowledged is durable, and every read that begins afterwards sees
 *       it. What failed left no trace. A store that does not know whether its commit succeeded
 *       finds out before it answers.
 *   <li>Writes of one space happen one after the other, each on the result of the one before.
 *   <li>A read sees one commit as a whole, and waits for no writer.
 *   <li>Names of spaces are compared by character: {@code a} and {@code A} are two spaces.
 * </ul>
 */
public interface Spaces extends SpacesReader {
  /** Called after each commit that changed a space. Must not block. */
  interface Listener {
    void committed(String space, long version);
  }

  /**
   * Runs {@code work} in a transaction and commits it. If {@code work} throws, the transaction is
   * rolled back and the future fails with its exception. Returns at once.
   *
   * @param reads what the work is going to read, as far as that is known
   * @param work may run again if the store must retry. So it writes to its store and has no other
   *     effect
   * @return completed when the commit is durable, on a thread of the store, which must not be kept
   *     long; fails with a {@link DataException} if nothing was stored. With {@code UNAVAILABLE} it
   *     may have been stored: the same work again settles it
   */
  <T> CompletableFuture<T> write(String space, Reads reads, Function<SpaceStore, T> work);

  /** The same, if nothing is known of what the work reads. */
  default <T> CompletableFuture<T> write(String space, Function<SpaceStore, T> work) {
    return write(space, Reads.UNKNOWN, work);
  }

  /** Runs {@code work} as {@link #write} would, then rolls it back. */
  <T> CompletableFuture<T> tryOut(String space, Reads reads, Function<SpaceStore, T> work);

  /** The same, if nothing is known of what the work reads. */
  default <T> CompletableFuture<T> tryOut(String space, Function<SpaceStore, T> work) {
    return tryOut(space, Reads.UNKNOWN, work);
  }

  /**
   * Counts one more hour of service ({@link SpaceStore#versionBefore}). The result is the number of
   * hours so far, once it is durable.
   */
  CompletableFuture<Long> hourPassed();

  /** Whether {@link #noteRestore} has noted {@code id} in this data. Blocks. */
  boolean knowsRestore(String id);

  /**
   * Notes that all was done that the restore {@code id} asked for. Completed once it is durable.
   */
  CompletableFuture<Boolean> noteRestore(String id);

  /**
   * Calls {@code listener} for each commit from now on, whichever server made it. It is called once
   * the commit is durable, and in order for one space.
   */
  void addListener(Listener listener);

  /** The number of transactions committed here since the store was opened. */
  long commits();

  /** The number of transactions that wait for their commit. */
  int waiting();

  /**
   * Why nothing could be stored the last time; null if it could. If it could not, this tries to
   * store something, so that a later call knows better. Does not block.
   */
  @Nullable String trouble();

  /**
   * Answers what was submitted, then closes the store. Later work is refused with {@code CLOSED}.
   */
  @Override
  void close();
}
