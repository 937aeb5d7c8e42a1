package dev.holdfast.core.space;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * One space inside one transaction: the port to whatever keeps it.
 *
 * <p>Promises every store must keep (the suite {@code SpaceContract} checks them): a call sees all
 * earlier calls of its transaction and nothing of other open ones; transactions that write are
 * strictly serializable; what was committed survives a crash, what was not leaves no trace.
 */
public interface SpaceStore {
  /** Where the space stands; null if it was never created. */
  @Nullable Head head();

  void putHead(Head head);

  /** The document's newest revision, a tombstone included; null if it was never stored. */
  @Nullable Revision current(String collection, String doc);

  /** The document as it was stored at exactly {@code version}; null if that is not known. */
  @Nullable Revision at(String collection, String doc, long version);

  /** The state hash of the space as of {@code version}; null if that is not known. */
  @Nullable StateHash stateHash(long version);

  /**
   * Stores the document's next revision.
   *
   * @param stateHash of the space as of the revision's version
   */
  void append(Revision revision, StateHash stateHash);

  /** Hands over the newest revision of each document stored after {@code version}, ascending. */
  void changes(long version, Sink sink);

  /** The receipt of a mutation; null if its id was never seen. */
  @Nullable Remembered receipt(String subject, String origin, String id);

  /** Stores the receipt of an id that has none. */
  void putReceipt(String subject, String origin, String id, Remembered receipt);

  /**
   * The newest version that was stored before hour {@code hour} of service, 0 if there is none or
   * it has been forgotten. Hours of service are the store's: they pass while it is in use and never
   * run backwards.
   */
  long versionBefore(long hour);

  /**
   * Forgets deletions and state hashes up to {@code floor}, what documents held before and was
   * superseded before {@code hour}, and the receipts given before {@code hour}: of those only that
   * they were given is kept.
   */
  void forget(long floor, long hour);

  /** Takes revisions; false ends the reading. */
  interface Sink {
    boolean accept(Revision revision);
  }

  /**
   * What is kept of a mutation that was answered.
   *
   * @param content what the mutation was ({@link Mutation#content}); "" if only its id was named
   * @param receipt null once it has expired
   */
  record Remembered(String content, @Nullable Receipt receipt) {}
}
