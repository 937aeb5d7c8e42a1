package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;

/**
 * Decides a document on which base, local and server disagree. Must be a pure function: it runs
 * inside the server's transaction, and a preview runs it too.
 */
public interface ConflictResolver {
  /** The three-way merge. What it cannot decide stays a conflict for a person. */
  ConflictResolver MERGE = ConflictResolver::merge;

  /** The server's value stays. */
  ConflictResolver SERVER_WINS = conflict -> Resolution.of(conflict.server());

  /** The value that was sent replaces the server's. */
  ConflictResolver CLIENT_WINS = conflict -> Resolution.of(conflict.local());

  /** Decides. If it throws, this mutation is rejected. */
  Resolution resolve(Conflict conflict);

  /**
   * The three sides; an absent value is a deletion.
   *
   * @param baseKnown whether the server still has the base; if not, {@code base} is absent
   */
  record Conflict(
      String collection, String doc, boolean baseKnown, Json base, Json local, Json server) {}

  /**
   * A decision, or none.
   *
   * @param value the new value of the document; absent to delete it
   */
  record Resolution(boolean decided, Json value) {
    /** No decision: a person must make it. */
    public static final Resolution UNDECIDED = new Resolution(false, Json.absent());

    public static Resolution of(Json value) {
      return new Resolution(true, value);
    }
  }

  private static Resolution merge(Conflict conflict) {
    // An order of ids never conflicts, not even without a common base.
    if (!conflict.baseKnown() && !conflict.collection().equals(Merge.ORDER)) {
      return Resolution.UNDECIDED;
    }
    Merge.Result merged =
        Merge.documents(
            conflict.collection(),
            conflict.doc(),
            conflict.base(),
            conflict.local(),
            conflict.server());
    return merged.decided() ? Resolution.of(merged.value()) : Resolution.UNDECIDED;
  }
}
