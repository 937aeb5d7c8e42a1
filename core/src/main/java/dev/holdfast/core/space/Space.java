package dev.holdfast.core.space;

import dev.holdfast.core.Random;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole decision for one space, made inside one transaction of its {@link SpaceStore}: make one
 * per transaction, and throw the transaction away if a call throws.
 *
 * <p>First {@link Lineage} compares the replica's past with the space's; if they differ, nothing is
 * applied. A replica at cursor 0 claims no past. Then {@link Decision} gives each mutation its
 * receipt, and {@link ChangesPage} answers with what the replica has not seen.
 */
public final class Space {
  private final SpaceStore store;
  private final Rules rules;
  private final Lineage lineage;
  private final Decision decision;

  /**
   * @param random names epochs
   */
  public Space(SpaceStore store, Rules rules, Random random) {
    this.store = store;
    this.rules = rules;
    lineage = new Lineage(store, random);
    decision = new Decision(store, rules);
  }

  /** Pushes and pulls in one go; creates the space if it is new. */
  public SyncAnswer sync(String subject, SyncRequest request, Permission permission) {
    Head head = lineage.open();
    SyncAnswer.EpochChanged changed = lineage.otherPast(head, subject, request);
    if (changed != null) {
      return changed;
    }
    List<Receipt> receipts = decision.push(subject, request.mutations(), permission);
    receipts.addAll(decision.known(subject, request.unknown()));
    return page(request, receipts);
  }

  /**
   * What {@link #sync} would do with the mutations. Writes like it, so that later mutations of the
   * batch are judged by what the earlier ones did: the caller must undo the transaction.
   */
  public SyncAnswer preview(String subject, SyncRequest request, Permission permission) {
    Head head = lineage.open();
    SyncAnswer.EpochChanged changed = lineage.otherPast(head, subject, request);
    return changed != null
        ? changed
        : new SyncAnswer.Preview(
            head.epoch(), decision.push(subject, request.mutations(), permission));
  }

  /**
   * A pull that needs no writing; null if this one does, because the space is new or gets a new
   * epoch, and has to go through {@link #sync}.
   */
  public @Nullable SyncAnswer pull(String subject, SyncRequest request) {
    Head head = store.head();
    if (head == null || (Lineage.isSame(head, request) && lineage.contradicts(head, "", request))) {
      return null;
    }
    return Lineage.isSame(head, request) || Lineage.isNew(request)
        ? page(request, decision.known(subject, request.unknown()))
        : new SyncAnswer.EpochChanged(head.epoch());
  }

  /**
   * A pull by a cursor alone: unlike {@link #pull} it takes a request without an epoch at its word,
   * and nobody's new epoch hangs on it. Null if the space is new.
   */
  public @Nullable SyncAnswer changes(SyncRequest request) {
    Head head = store.head();
    if (head == null || request.epoch() != null) {
      return pull("", request);
    }
    return lineage.contradicts(head, "", request)
        ? new SyncAnswer.EpochChanged(head.epoch())
        : page(request, List.of());
  }

  /** What became of a mutation; null if its id was never seen, an expired one has no receipt. */
  public SpaceStore.@Nullable Remembered receipt(String subject, String origin, String id) {
    return store.head() == null ? null : store.receipt(subject, origin, id);
  }

  /** Begins a new lineage: every replica will pull afresh. For a store restored from a backup. */
  public void restored() {
    lineage.renew();
  }

  /**
   * Forgets what is older than {@code hour} of service and only ever served replicas that were away
   * since: deletions, old values, receipts. The live documents stay.
   */
  public static void compact(SpaceStore store, long hour) {
    Head head = store.head();
    if (head == null) {
      return;
    }
    long floor = store.versionBefore(hour);
    store.forget(floor, hour);
    if (floor > head.floor()) {
      store.putHead(head.compacted(floor));
    }
  }

  private SyncAnswer page(SyncRequest request, List<Receipt> receipts) {
    return ChangesPage.of(store, rules.limits(), request, receipts);
  }
}
