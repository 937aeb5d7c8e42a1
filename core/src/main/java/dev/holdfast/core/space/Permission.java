package dev.holdfast.core.space;

/** What the subject of a push may write. */
public interface Permission {
  /** Everything. */
  Permission ALL = mutation -> true;

  boolean mayWrite(Mutation mutation);
}
