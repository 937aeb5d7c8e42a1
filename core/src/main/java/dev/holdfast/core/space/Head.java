package dev.holdfast.core.space;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.SyncRequest;

/**
 * The state of a space as a whole.
 *
 * @param epoch names its lineage
 * @param version the newest version; 0 if the space is empty
 * @param floor deletions up to this version may be forgotten. A replica with a cursor below it
 *     starts over
 * @param compactions how often the floor has moved
 * @param stateHash of the live documents at {@code version}
 * @param placed the first version at which a document had a place; 0 if none ever had one
 */
public record Head(
    String epoch, long version, long floor, long compactions, StateHash stateHash, long placed) {
  static Head fresh(String epoch) {
    return new Head(epoch, 0, 0, 0, StateHash.EMPTY, 0);
  }

  /** The head of a space that exists. */
  static Head of(SpaceStore store) {
    Head head = store.head();
    if (head == null) {
      throw new IllegalStateException("the space vanished inside its transaction");
    }
    return head;
  }

  Head in(String epoch) {
    return new Head(epoch, version, floor, compactions, stateHash, placed);
  }

  /**
   * The head after one more document was stored.
   *
   * @param hasPlace whether the document has a place
   */
  Head at(long version, StateHash stateHash, boolean hasPlace) {
    long first = placed == 0 && hasPlace ? version : placed;
    return new Head(epoch, version, floor, compactions, stateHash, first);
  }

  /** The same space with deletions up to {@code floor} forgotten. */
  public Head compacted(long floor) {
    return new Head(epoch, version, floor, compactions + 1, stateHash, placed);
  }

  /**
   * Whether the sender can compute the state hash of the space at {@code cursor}: it knows places,
   * or no document had one by then.
   */
  boolean hashesAlike(SyncRequest request, long cursor) {
    return request.places() || placed == 0 || cursor < placed;
  }
}
