package dev.holdfast.verify.sim.bugs;

import dev.holdfast.verify.sim.ground.Hooks;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deliberate bugs. Each must be caught, otherwise the simulation proves nothing. */
public enum Bug {
  RECEIPT_FORGOTTEN("I5", "the server forgets what it answered", SpaceBugs.ReceiptForgotten::new),
  RECEIPT_NOT_LOOKED_UP(
      "I5", "the server does not look whether it knows an id", SpaceBugs.NoDedupe::new),
  REVISION_NOT_STORED("failure", "the server answers without storing", SpaceBugs.NotStored::new),
  HASH_FORGETS_DOCUMENT(
      "failure", "the server's hash leaves a document out", SpaceBugs.HashForgets::new),
  TOMBSTONE_LOST("failure", "a pull leaves deletions out", SpaceBugs.TombstoneLost::new),
  MERGE_LOSES_FIELD("receipt", "the server's merge loses a field", SpaceBugs.MergeLosesField::new),
  SERVER_WINS_SILENTLY("receipt", "the server drops what conflicts", SpaceBugs.ServerWins::new),
  ANSWERED_BEFORE_COMMIT(
      "I2", "the server answers, and dies before it commits", SpaceBugs.AnswersFirst::new),
  CURSOR_AHEAD("I7", "the cursor passes a change that was not sent", WireBugs.CursorAhead::new),
  RECEIPTS_SWAPPED("I2", "two receipts carry each other's id", WireBugs.Swapped::new),
  CONFLICT_CALLED_APPLIED("lost edit", "a conflict is answered as applied", WireBugs.Applied::new),
  BASE_RAISED(
      "lost update", "a mutation leaves with a newer base than its own", WireBugs.BaseRaised::new),
  ORDER_INVERTED("I4", "mutations leave newest first and one at a time", WireBugs.Inverted::new),
  PORTAL_BELIEVED("I2", "a captive portal's page counts as receipts", WireBugs.Portal::new),
  DELETED_BEFORE_ACKNOWLEDGED(
      "I1", "work leaves the outbox when it is sent", StoreBugs.SentGone::new),
  FAILED_WRITE_HIDDEN("lost edit", "a failed write is reported as done", StoreBugs.Early::new),
  PAGE_NOT_WRITTEN("hash", "the server version is not written", StoreBugs.PageLost::new),
  ARCHIVE_LOST("I1", "a reset's archive is not written", StoreBugs.ArchiveLost::new),
  TORN_WRITE("I1", "half of a transaction is written", StoreBugs.Torn::new),
  ID_MINTED_TWICE("receipt", "an id is minted twice", ClientBugs.SameId::new),
  LOCK_NOT_RELEASED("I8", "the sync lock is kept after a run", ClientBugs.LockKept::new),
  NEVER_RETRIED("I8", "neither the back-off nor the watch over it ends", ClientBugs.NoRetry::new),
  SUBJECT_NOT_NAMED("I3", "a page does not say whose work it sends", WireBugs.NoSubject::new),
  ACKNOWLEDGED_UNSENT("I2", "what is sent counts as the server's at once", StoreBugs.Ahead::new),
  FAILURE_HALF_UNDONE("I6", "a failed transaction leaves a part", StoreBugs.HalfUndone::new),
  KEY_NOT_SENT("I5", "a request leaves without its Idempotency-Key", QueueBugs.NoKey::new),
  DISPATCH_TAKEN_TWICE(
      "I1", "a request dispatched again is not recognised", QueueBugs.MarkLost::new),
  REQUEST_SENT_TWICE("I5", "each attempt has a key of its own", QueueBugs.NewKey::new),
  LANE_FORGOTTEN("I4", "a lane forgets what waits in it", QueueBugs.LaneForgotten::new),
  REQUEST_GONE_WHEN_SENT(
      "lost request", "a request leaves the log when it is sent", QueueBugs.SentGone::new),
  DAMAGE_THROWN_AWAY(
      "damage", "a record that cannot be read is deleted", LayoutBugs.DamageThrownAway::new),
  UPGRADE_LOSES_WORK(
      "I8", "an upgrade drops what waits behind other work", LayoutBugs.UpgradeLosesWork::new),
  NEWER_DATA_OVERWRITTEN(
      "newer data", "nobody looks which release wrote the data", LayoutBugs.NewerOverwritten::new),
  STALE_MEMORY(
      "read your writes", "a change is not told apart from the one before", LayoutBugs.Stale::new),
  ADOPTED_UNHEARD(
      "I2", "a state counts as the server's that it never got", ClientBugs.Adopted::new),
  SNAPSHOT_MEASURED_LATE(
      "lost update",
      "a snapshot is measured against what the page was given later",
      ClientBugs.MeasuredLate::new),
  ID_NOT_LEARNT(
      "temporary id", "the backend's id for a thing is not stored", QueueBugs.IdLost::new),
  ID_OF_ANOTHER(
      "temporary id", "a thing gets the id of the one before", QueueBugs.IdOfAnother::new),
  ID_OF_NOBODY(
      "temporary id", "who signs in does not know the ids made before", QueueBugs.IdOfNobody::new),
  SENT_UNNAMED(
      "temporary id", "a request does not wait for the id it names", QueueBugs.SentUnnamed::new),
  DAMAGE_STOPS_LANES(
      "I8", "a request that cannot be read stops all that wait", QueueBugs.Stopped::new),
  EXPORT_NOT_FROZEN(
      "frozen", "what others have under its id is changed all the same", LayoutBugs.Unfrozen::new),
  UNSEALED_WORK_GOES(
      "lost edit",
      "what could not be sealed goes with its subject",
      ClientBugs.LeavesUnsealed::new),
  SEAL_NOT_WRITTEN("sign-out", "unsent work is put aside but not sealed", LayoutBugs.Unsealed::new),
  DOCUMENTS_STAY(
      "sign-out", "the documents stay when their subject leaves", ClientBugs.DocumentsStay::new),
  NEWER_STATE_WRITTEN(
      "newer state",
      "a page of an older release writes into a newer state",
      StateBugs.NewerWritten::new),
  CONVERSION_DROPS_ELEMENT(
      "conversion", "a list that becomes a value loses its last element", StateBugs.Dropped::new),
  CONVERSION_UNDOES_EDIT(
      "conversion",
      "a conversion takes the server's value of an unsent edit",
      StateBugs.Undone::new),
  CONVERTED_DIFFERENTLY(
      "conversion", "the same documents are not converted alike", StateBugs.Differently::new),
  PART_CONVERTED(
      "part",
      "what is converted is a part, while the rest is pulled",
      StateBugs.PartConverted::new),
  MISFITS_DELETED(
      "misfit", "a save deletes what has no place in the state", StateBugs.MisfitsDeleted::new),
  SAVED_OVER_MISFIT("misfit", "a save counts a misfit as seen", StateBugs.SavedOverMisfit::new),
  CONDITION_NOT_SENT(
      "lost update", "a resource is changed without its If-Match", RestBugs.NoCondition::new),
  LOOK_BELIEVED(
      "lost update",
      "what a look has found is changed without If-Match",
      RestBugs.LookBelieved::new),
  FIRST_PAGE_BELIEVED("convergence", "a list ends with its first page", RestBugs.FirstPage::new),
  ALL_THEIRS_DROPS_MERGED(
      "lost edit",
      "choosing the server's side drops what merged without contradiction",
      ClientBugs.DropsMerged::new);

  private final String guarantee;
  private final String about;

  @SuppressWarnings("ImmutableEnumChecker") // always the reference of a constructor
  private final Supplier<Hooks> hooks;

  Bug(String guarantee, String about, Supplier<Hooks> hooks) {
    this.guarantee = guarantee;
    this.about = about;
    this.hooks = hooks;
  }

  /** The guarantee that must be found violated. If it is another, the bug is caught by accident. */
  public String guarantee() {
    return guarantee;
  }

  public String about() {
    return about;
  }

  /** New hooks for one world. */
  public Hooks hooks() {
    return hooks.get();
  }

  /** The bug's name on the command line. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  public static @Nullable Bug named(String word) {
    for (Bug bug : values()) {
      if (bug.word().equals(word)) {
        return bug;
      }
    }
    return null;
  }
}
