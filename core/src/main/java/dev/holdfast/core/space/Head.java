package dev.holdfast.core.space;

import dev.holdfast.core.merge.StateHash;

/**
 * The state of a space as a whole.
 *
 * @param epoch names its lineage
 * @param version the newest version; 0 if the space is empty
 * @param floor deletions up to this version may be forgotten. A replica with a cursor below it
 *     starts over
 * @param compactions how often the floor has moved
 * @param stateHash of the live documents at {@code version}
 */
public record Head(String epoch, long version, long floor, long compactions, StateHash stateHash) {
  static Head fresh(String epoch) {
    return new Head(epoch, 0, 0, 0, StateHash.EMPTY);
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
    return new Head(epoch, version, floor, compactions, stateHash);
  }

  Head at(long version, StateHash stateHash) {
    return new Head(epoch, version, floor, compactions, stateHash);
  }

  /** The same space with deletions up to {@code floor} forgotten. */
  public Head compacted(long floor) {
    return new Head(epoch, version, floor, compactions + 1, stateHash);
  }
}
