package dev.holdfast.core.store;

/** The tables of the local database. On disk their names are in lower case. */
public enum Table {
  /** The replica's own record ({@code replica}), and small records of other parts. */
  META,
  /** The server version, many documents per record; see {@code Pages}. */
  PAGES,
  /** Local changes that the server has not acknowledged; see {@code Entry}. */
  OUTBOX,
  /** Unsent work and lost documents that were put aside; see {@code Archives}. */
  ARCHIVE,
  /** Earlier snapshots. */
  HISTORY,
  /** Intercepted requests that wait to be sent; see {@code RequestLog}. */
  REQUESTS,
  /** Unreadable records, unchanged. Since layout 2. */
  DAMAGED
}
