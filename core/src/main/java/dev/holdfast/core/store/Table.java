package dev.holdfast.core.store;

/** The tables of the one local database, named in lower case on disk. */
public enum Table {
  /** One record each: the replica's own ({@code replica}), and small marks. */
  META,
  /** The server version: many documents a record, see {@code Pages}. */
  PAGES,
  /** Local changes that the server has not acknowledged, see {@code Entry}. */
  OUTBOX,
  /** What resets and purges put aside. */
  ARCHIVE,
  /** Earlier snapshots. */
  HISTORY,
  /** Intercepted requests that wait to be sent, see the queue. */
  REQUESTS,
  /** Records that could not be read, as they were found; since layout 2. */
  DAMAGED
}
