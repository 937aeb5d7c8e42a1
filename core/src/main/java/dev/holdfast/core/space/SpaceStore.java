package dev.holdfast.core.space;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * The port to the storage of one space, inside one transaction.
 *
 * <p>What every store must guarantee (the suite {@code SpaceContract} checks it): a call sees all
 * earlier calls of its transaction and nothing of other open ones. Transactions that write are
 * strictly serializable. What was committed survives a crash; what was not leaves no trace.
 */
public interface SpaceStore {
  /** The head of the space; null if the space was never created. */
  @Nullable Head head();

  void putHead(Head head);

  /** The document's newest revision, which may be a tombstone; null if it was never stored. */
  @Nullable Revision current(String collection, String doc);

  /**
   * The document's revision at exactly {@code version}; null if there is none or it is forgotten.
   */
  @Nullable Revision at(String collection, String doc, long version);

  /** The state hash of the space at {@code version}; null if it is not known. */
  @Nullable StateHash stateHash(long version);

  /**
   * Stores the document's next revision.
   *
   * @param stateHash of the space at the revision's version
   */
  void append(Revision revision, StateHash stateHash);

  /**
   * Passes the newest revision of each document that was stored after {@code version}, ascending.
   */
  void changes(long version, Sink sink);

  /** The receipt of a mutation; null if its id was never seen. */
  @Nullable Remembered receipt(String subject, String origin, String id);

  /** Stores the receipt of an id that has none yet. */
  void putReceipt(String subject, String origin, String id, Remembered receipt);

  /**
   * The newest version that was stored before hour {@code hour} of service; 0 if there is none or
   * it is forgotten. The store counts its hours of service: they pass while it is in use and never
   * run backwards.
   */
  long versionBefore(long hour);

  /**
   * Forgets deletions and state hashes up to {@code floor}, old values that were replaced before
   * {@code hour}, and receipts given before {@code hour}. Of such a receipt, id and content stay.
   */
  void forget(long floor, long hour);

  /** Receives revisions. Returns false to stop. */
  interface Sink {
    boolean accept(Revision revision);
  }

  /**
   * The record of a mutation that got a receipt.
   *
   * @param content its {@link Mutation#content}; "" if another mutation included it
   * @param receipt null if it has expired
   */
  record Remembered(String content, @Nullable Receipt receipt) {}
}
