package dev.holdfast.core.space;

import dev.holdfast.core.protocol.Mutation;

/** What the subject of a push may write. */
public interface Permission {
  /** Everything. */
  Permission ALL = mutation -> true;

  boolean mayWrite(Mutation mutation);
}
