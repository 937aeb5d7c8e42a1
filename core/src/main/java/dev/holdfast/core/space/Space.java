package dev.holdfast.core.space;

import dev.holdfast.core.Random;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's decision for one space, inside one transaction of its {@link SpaceStore}. Make one
 * instance per transaction. If a call throws, roll the transaction back.
 *
 * <p>A replica whose app has an older schema than the state ({@link SchemaVersion}) is refused.
 * {@link Lineage} compares the replica's lineage with the space's. If they differ, nothing is
 * applied. A replica without an epoch at cursor 0 has none to compare. Then {@link Decision} gives
 * each mutation its receipt, and {@link ChangesPage} collects the changes after the replica's
 * cursor.
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

  /** Pushes and pulls in one call. Creates the space if it is new. */
  public SyncAnswer sync(String subject, SyncRequest request, Permission permission) {
    Head head = lineage.open();
    SyncAnswer other = refusal(head, subject, request);
    if (other != null) {
      return other;
    }
    List<Receipt> receipts = new ArrayList<>();
    if (!announces(request) || request.cursor() == head.version()) {
      receipts.addAll(decision.push(subject, request.mutations(), permission));
    }
    receipts.addAll(decision.known(subject, request.unknown()));
    return page(request, receipts, request.echo() ? Set.of() : decision.applied());
  }

  private @Nullable SyncAnswer refusal(Head head, String subject, SyncRequest request) {
    SyncAnswer newer = newerState(request);
    return newer != null ? newer : lineage.otherLineage(head, subject, request);
  }

  /** The answer to a replica whose app has an older schema than the state; null if it has not. */
  private SyncAnswer.@Nullable NewerState newerState(SyncRequest request) {
    double version = schema();
    Long its = request.schema();
    return version > (its == null ? 0 : its) ? new SyncAnswer.NewerState(version) : null;
  }

  private double schema() {
    Revision revision = store.current(SchemaVersion.COLLECTION, SchemaVersion.DOC);
    return revision == null ? 0 : SchemaVersion.of(revision.content());
  }

  /**
   * Whether the push brings its schema version along. Only a replica that has seen all changes may
   * do so: what it has not seen would keep the old form, or has the new one already. Any other gets
   * those changes and no receipts, and pushes again.
   */
  private static boolean announces(SyncRequest request) {
    for (Mutation mutation : request.mutations()) {
      if (SchemaVersion.is(mutation.collection(), mutation.doc())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The receipts that {@link #sync} would give. It writes too, since each mutation is decided after
   * the earlier ones of the batch: the caller must roll the transaction back.
   */
  public SyncAnswer preview(String subject, SyncRequest request, Permission permission) {
    Head head = lineage.open();
    SyncAnswer other = refusal(head, subject, request);
    return other != null
        ? other
        : new SyncAnswer.Preview(
            head.epoch(), decision.push(subject, request.mutations(), permission));
  }

  /**
   * A pull that only reads. Null if it has to write, since the space is new or needs a new epoch:
   * then call {@link #sync}.
   */
  public @Nullable SyncAnswer pull(String subject, SyncRequest request) {
    SyncAnswer newer = newerState(request);
    return newer != null ? newer : read(subject, request);
  }

  private @Nullable SyncAnswer read(String subject, SyncRequest request) {
    Head head = store.head();
    if (head == null || (Lineage.isSame(head, request) && lineage.contradicts(head, "", request))) {
      return null;
    }
    return Lineage.isSame(head, request) || Lineage.isNew(request)
        ? page(request, decision.known(subject, request.unknown()), Set.of())
        : new SyncAnswer.EpochChanged(head.epoch());
  }

  /**
   * A pull that writes nothing, whatever the request claims. Unlike {@link #pull}, it accepts a
   * cursor without an epoch and any schema. Null if the space is new.
   */
  public @Nullable SyncAnswer changes(SyncRequest request) {
    Head head = store.head();
    if (head == null) {
      return null;
    }
    boolean other = request.epoch() != null && !Lineage.isSame(head, request);
    return other || lineage.contradicts(head, "", request)
        ? new SyncAnswer.EpochChanged(head.epoch())
        : page(request, List.of(), Set.of());
  }

  /** The record of a mutation; null if its id was never seen. An expired one has no receipt. */
  public SpaceStore.@Nullable Remembered receipt(String subject, String origin, String id) {
    return store.head() == null ? null : store.receipt(subject, origin, id);
  }

  /**
   * Begins a new lineage, so every replica pulls everything again. For a store that was restored
   * from a backup.
   */
  public void restored() {
    lineage.renew();
  }

  /**
   * Forgets deletions, old values and receipts from before {@code hour} of service. Only replicas
   * that have been away since then need them. The live documents stay.
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

  private SyncAnswer page(SyncRequest request, List<Receipt> receipts, Set<Long> known) {
    return ChangesPage.of(store, rules.limits(), request, receipts, known);
  }
}
