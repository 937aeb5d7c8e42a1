package dev.holdfast.core.space;

/**
 * The cursors of a replica that is being given the whole state because its own lies below the
 * floor.
 *
 * <p>The whole state is the feed of changes from its beginning: each document once, ascending by
 * version, so a document that changes meanwhile comes again at the end and nothing has to be frozen
 * for the reader. Between pages the cursor is negative: it holds how far the reader has come and
 * how often the space had been compacted when it began. If it has been compacted since, deletions
 * may be forgotten that the reader needs, and it begins again. After the last page the cursor is an
 * ordinary one.
 */
final class Bootstrap {
  private static final long POSITIONS = 1L << 42;
  private static final long COMPACTIONS = 1L << 11;

  private Bootstrap() {}

  static boolean isInside(long cursor) {
    return cursor < 0;
  }

  /** The cursor of a reader that has come to {@code position}. */
  static long cursor(long position, long compactions) {
    return -(compactions % COMPACTIONS * POSITIONS + position);
  }

  /** The version up to which the reader has seen the state. */
  static long position(long cursor) {
    return -cursor % POSITIONS;
  }

  static boolean goesOn(long cursor, long compactions) {
    return -cursor / POSITIONS == compactions % COMPACTIONS;
  }
}
