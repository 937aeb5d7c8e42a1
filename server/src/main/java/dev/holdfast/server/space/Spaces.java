package dev.holdfast.server.space;

import dev.holdfast.core.space.SpaceStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All spaces of a server, in whatever keeps them: opens the transactions in which a space decides.
 * Thread-safe.
 *
 * <p>Promises every store must keep (the suite {@code SpacesContract} checks them, and {@code
 * SpaceContract} what holds inside a transaction):
 *
 * <ul>
 *   <li>What {@link #write} has acknowledged is durable, and every read that begins afterwards sees
 *       it. What failed left no trace. A store that cannot tell finds out before it answers.
 *   <li>Writes of one space happen one after the other, each on the result of the one before.
 *   <li>A read sees one commit as a whole, and waits for no writer.
 *   <li>Names of spaces are compared by character: {@code a} and {@code A} are two spaces.
 * </ul>
 */
public interface Spaces extends AutoCloseable {
  /** Told of each commit that gave a space news; must not block. */
  interface Listener {
    void committed(String space, long version);
  }

  /**
   * Runs {@code work} in a transaction and commits it; if it throws, it is undone and its exception
   * is the answer. Returns at once.
   *
   * @param work may be run again if the store has to begin anew, so it writes to its store and has
   *     no other effect
   * @return completed when the commit is durable, on a thread of the store's, which is wanted back
   *     soon; fails with a {@link DataException} if nothing was stored
   */
  <T> CompletableFuture<T> write(String space, Function<SpaceStore, T> work);

  /** Runs {@code work} as {@link #write} would, and undoes it. */
  <T> CompletableFuture<T> tryOut(String space, Function<SpaceStore, T> work);

  /**
   * Runs {@code work}, which must not write, on the newest commit. Blocks: the caller's thread
   * reads.
   *
   * @throws DataException if the store cannot be read
   */
  <T extends @Nullable Object> T read(String space, Function<SpaceStore, T> work);

  /** The names of all spaces that have a head, in no order that means anything. Blocks. */
  List<String> names();

  /**
   * Counts one more hour of service ({@link SpaceStore#versionBefore}); answers how many there have
   * been, once that is durable.
   */
  CompletableFuture<Long> hourPassed();

  /**
   * Tells {@code listener} of each commit from now on, whichever server made it: once it is
   * durable, and those of one space in order.
   */
  void addListener(Listener listener);

  /** How many transactions have been committed here since the store was opened. */
  long commits();

  /** How much work waits for its commit. */
  int waiting();

  /** Why nothing can be stored at the moment; null while it can. Does not block. */
  @Nullable String trouble();

  /**
   * Answers what was submitted, then lets go of the store. What comes later is refused with {@code
   * CLOSED}.
   */
  @Override
  void close();
}
