package dev.holdfast.core.space;

import dev.holdfast.core.Random;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a replica's past is the space's. A space that was restored from a backup has lost part of
 * its past: the first replica that knows more gives it a new epoch, and every replica pulls afresh.
 */
final class Lineage {
  private final SpaceStore store;
  private final Random random;

  Lineage(SpaceStore store, Random random) {
    this.store = store;
    this.random = random;
  }

  /** Where the space is; begins it if it is new. */
  Head open() {
    Head head = store.head();
    if (head == null) {
      head = Head.fresh(newEpoch());
      store.putHead(head);
    }
    return head;
  }

  private String newEpoch() {
    return random.hex(16);
  }

  static boolean isNew(SyncRequest request) {
    return request.epoch() == null && request.cursor() == 0;
  }

  static boolean isSame(Head head, SyncRequest request) {
    return head.epoch().equals(request.epoch());
  }

  /**
   * Answers a replica of another past, and gives the space a new epoch if it is the space's that
   * was lost.
   */
  SyncAnswer.@Nullable EpochChanged otherPast(Head head, String subject, SyncRequest request) {
    if (isNew(request)) {
      return null;
    }
    if (!isSame(head, request)) {
      return new SyncAnswer.EpochChanged(head.epoch());
    }
    if (!contradicts(head, subject, request)) {
      return null;
    }
    Head next = head.in(newEpoch());
    store.putHead(next);
    return new SyncAnswer.EpochChanged(next.epoch());
  }

  /** Whether a replica that names our lineage knows something that never was in it. */
  boolean contradicts(Head head, String subject, SyncRequest request) {
    long cursor = request.cursor();
    if (Bootstrap.isInside(cursor)) {
      return Bootstrap.position(cursor) > head.version();
    }
    if (cursor > head.version()) {
      return true;
    }
    StateHash claimed = request.stateHash();
    if (claimed != null && cursor >= head.floor()) {
      StateHash known = cursor == head.version() ? head.stateHash() : store.stateHash(cursor);
      if (known != null && !known.equals(claimed)) {
        return true;
      }
    }
    return cursor > 0 && hasBaseFromTheFuture(head, subject, request);
  }

  /** Imported mutations may stem from anywhere: only the replica's own testify to its past. */
  private boolean hasBaseFromTheFuture(Head head, String subject, SyncRequest request) {
    for (Mutation mutation : request.mutations()) {
      if (mutation.base() > head.version()
          && mutation.origin().equals(request.replica())
          && store.receipt(subject, mutation.origin(), mutation.id()) == null) {
        return true;
      }
    }
    return false;
  }

  /** Begins a new epoch, whatever anybody knows. */
  void renew() {
    Head head = store.head();
    if (head != null) {
      store.putHead(head.in(newEpoch()));
    }
  }
}
