package dev.holdfast.server.space.sqlite;

import dev.holdfast.server.space.DataException;
import java.sql.SQLException;

/** The tables, and what their version means. */
final class Tables {
  /*
   * spaces     one row per space: its head.
   * documents  the newest revision of each document, tombstones included; value is canonical JSON,
   *            null for a tombstone.
   * history    what documents held before: the bases of merges to come.
   * lineage    the state hash after each version, by which a replica's lineage is recognised.
   * receipts   what became of each mutation; answer is null once it has expired.
   * service    one row: for how many hours this data has been served. Ages are counted in these, so
   *            a clock that jumps expires nothing.
   * restores   the ids of the backups whose restoring was announced. It is made when it is missing:
   *            who does not know it loses nothing.
   *
   * Version 1 was the same without spaces.placed: no document had a place. A release that knows
   * only that would take places for parts of values, so it must refuse version 2.
   */
  static final int VERSION = 2;

  /** "HFST": marks the file as ours. */
  private static final int APPLICATION_ID = 0x48465354;

  private static final String[] TABLES = {
    """
    CREATE TABLE spaces (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL,
      version INTEGER NOT NULL, floor INTEGER NOT NULL, compactions INTEGER NOT NULL,
      state_hash TEXT NOT NULL, placed INTEGER NOT NULL DEFAULT 0)\
    """,
    """
    CREATE TABLE documents (
      space INTEGER NOT NULL, collection TEXT NOT NULL, doc TEXT NOT NULL,
      version INTEGER NOT NULL, value TEXT, hash TEXT NOT NULL,
      PRIMARY KEY (space, collection, doc)) WITHOUT ROWID\
    """,
    "CREATE UNIQUE INDEX documents_by_version ON documents (space, version)",
    """
    CREATE TABLE history (
      space INTEGER NOT NULL, collection TEXT NOT NULL, doc TEXT NOT NULL,
      version INTEGER NOT NULL, value TEXT, hash TEXT NOT NULL, superseded_hour INTEGER NOT NULL,
      PRIMARY KEY (space, collection, doc, version)) WITHOUT ROWID\
    """,
    """
    CREATE TABLE lineage (
      space INTEGER NOT NULL, version INTEGER NOT NULL, state_hash TEXT NOT NULL,
      hour INTEGER NOT NULL,
      PRIMARY KEY (space, version)) WITHOUT ROWID\
    """,
    """
    CREATE TABLE receipts (
      space INTEGER NOT NULL, subject TEXT NOT NULL, origin TEXT NOT NULL, id TEXT NOT NULL,
      content TEXT NOT NULL, status TEXT, answer TEXT, hour INTEGER NOT NULL,
      PRIMARY KEY (space, subject, origin, id)) WITHOUT ROWID\
    """,
    "CREATE TABLE service (id INTEGER PRIMARY KEY CHECK (id = 1), hours INTEGER NOT NULL)",
    "INSERT INTO service VALUES (1, 0)",
  };

  private static final String[] SINCE_1 = {
    "ALTER TABLE spaces ADD COLUMN placed INTEGER NOT NULL DEFAULT 0"
  };

  private static final String RESTORES =
      "CREATE TABLE IF NOT EXISTS restores (id TEXT PRIMARY KEY) WITHOUT ROWID";

  private Tables() {}

  /**
   * Makes the tables in an empty file, brings those of an earlier version to this one, and refuses
   * a newer one and the file of another program.
   *
   * @throws DataException {@code NEWER_DATA} or {@code UNREADABLE}; the file is not changed
   */
  static void prepare(SqliteConnection connection, String where) throws SQLException {
    long version = check(connection, where);
    connection.execute("PRAGMA journal_mode = WAL");
    if (version < VERSION) {
      connection.execute("BEGIN IMMEDIATE");
      for (String statement : isEmpty(connection) ? TABLES : SINCE_1) {
        connection.execute(statement);
      }
      connection.execute("PRAGMA application_id = " + APPLICATION_ID);
      connection.execute("PRAGMA user_version = " + VERSION);
      connection.execute("COMMIT");
    }
    connection.execute(RESTORES);
  }

  private static boolean isEmpty(SqliteConnection connection) throws SQLException {
    return connection.number("SELECT count(*) FROM sqlite_master") == 0;
  }

  /**
   * The version of the tables, 0 if there are none yet.
   *
   * @throws DataException {@code NEWER_DATA} or {@code UNREADABLE}
   */
  static long check(SqliteConnection connection, String where) throws SQLException {
    long version = connection.number("PRAGMA user_version");
    long owner = connection.number("PRAGMA application_id");
    if (!isEmpty(connection) && owner != APPLICATION_ID) {
      throw new DataException(
          DataException.Code.UNREADABLE, where + " is a database of another program");
    }
    if (version > VERSION) {
      throw new DataException(
          DataException.Code.NEWER_DATA,
          where
              + " was written by a newer Holdfast (data version "
              + version
              + ", this one reads "
              + VERSION
              + "): nothing was changed");
    }
    return version;
  }
}
