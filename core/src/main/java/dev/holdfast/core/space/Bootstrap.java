package dev.holdfast.core.space;

/**
 * The cursors of a replica that gets the whole state because its own cursor lies below the floor.
 *
 * <p>The whole state is the feed of changes from its beginning: each document once, ascending by
 * version. A document that changes meanwhile comes again at the end, so no snapshot is needed.
 * Between pages the cursor is negative. It holds the reader's position and the number of
 * compactions at its start. If the space is compacted before the end, deletions that the reader
 * needs may be forgotten, so it starts again. After the last page the cursor is an ordinary one.
 */
final class Bootstrap {
  private static final long POSITIONS = 1L << 42;
  private static final long COMPACTIONS = 1L << 11;

  private Bootstrap() {}

  static boolean isInside(long cursor) {
    return cursor < 0;
  }

  /** The cursor of a reader at {@code position}. */
  static long cursor(long position, long compactions) {
    return -(compactions % COMPACTIONS * POSITIONS + position);
  }

  /** The version up to which the reader has seen the space. */
  static long position(long cursor) {
    return -cursor % POSITIONS;
  }

  static boolean goesOn(long cursor, long compactions) {
    return -cursor / POSITIONS == compactions % COMPACTIONS;
  }
}
