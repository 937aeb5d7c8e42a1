package dev.holdfast.core.space;

import dev.holdfast.core.Random;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a replica has the space's lineage. A space that was restored from a backup has
 * lost its newest versions. When the first replica that knows more of them syncs, the space gets a
 * new epoch, and every replica pulls everything again.
 */
final class Lineage {
  private final SpaceStore store;
  private final Random random;

  Lineage(SpaceStore store, Random random) {
    this.store = store;
    this.random = random;
  }

  /** The head of the space. Creates the space if it is new. */
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
   * The answer to a replica of another lineage; null if it has the space's. Gives the space a new
   * epoch if the replica knows more than the space.
   */
  SyncAnswer.@Nullable EpochChanged otherLineage(Head head, String subject, SyncRequest request) {
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

  /** Whether a replica that names our epoch knows something that was never in our lineage. */
  boolean contradicts(Head head, String subject, SyncRequest request) {
    long cursor = request.cursor();
    if (Bootstrap.isInside(cursor)) {
      return Bootstrap.position(cursor) > head.version();
    }
    if (cursor > head.version()) {
      return true;
    }
    StateHash claimed = request.stateHash();
    if (claimed != null && cursor >= head.floor() && head.hashesAlike(request, cursor)) {
      StateHash known = cursor == head.version() ? head.stateHash() : store.stateHash(cursor);
      if (known != null && !known.equals(claimed)) {
        return true;
      }
    }
    return cursor > 0 && hasBaseFromTheFuture(head, subject, request);
  }

  /**
   * Whether the replica made a mutation on a version that we do not have yet. Imported mutations
   * may come from any lineage, so only its own count. So does none that was made on an earlier one
   * of the same push, which gets its version only now.
   */
  private boolean hasBaseFromTheFuture(Head head, String subject, SyncRequest request) {
    long last = head.version();
    Set<List<String>> earlier = new HashSet<>();
    for (Mutation mutation : request.mutations()) {
      boolean own = mutation.origin().equals(request.replica());
      List<String> document = List.of(mutation.collection(), mutation.doc());
      boolean future = mutation.base() > (earlier.contains(document) ? last : head.version());
      if (future && own && store.receipt(subject, mutation.origin(), mutation.id()) == null) {
        return true;
      }
      last++;
      if (own) {
        earlier.add(document);
      }
    }
    return false;
  }

  /** Begins a new epoch in any case. */
  void renew() {
    Head head = store.head();
    if (head != null) {
      store.putHead(head.in(newEpoch()));
    }
  }
}
