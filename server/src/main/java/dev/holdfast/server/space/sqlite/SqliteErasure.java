package dev.holdfast.server.space.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * Deletes from the file in short transactions, between which a server writes.
 *
 * <p>A space is renamed first, to what no space can be called: so it is gone at once, and its
 * number is not given to another one while rows have it.
 */
final class SqliteErasure {
  private static final String SOME =
      "DELETE FROM %1$s WHERE space = ?1 AND (%2$s) IN"
          + " (SELECT %2$s FROM %1$s WHERE space = ?1%3$s LIMIT 1000)";
  private static final List<List<String>> TABLES =
      List.of(
          List.of("documents", "collection, doc"),
          List.of("history", "collection, doc, version"),
          List.of("lineage", "space, version"),
          List.of("receipts", "subject, origin, id"));

  private final SqliteConnection sql;

  SqliteErasure(SqliteConnection sql) throws SQLException {
    this.sql = sql;
    sql.execute("PRAGMA secure_delete = ON"); // or it stays in pages that are not used any more
  }

  boolean deleteSpace(String space) throws SQLException {
    String rename = "UPDATE spaces SET name = ' ' || id WHERE name = ?";
    boolean found = sql.prepare(rename, space).executeUpdate() > 0;
    for (String id : sql.texts("SELECT id FROM spaces WHERE name LIKE ' %'")) {
      for (List<String> table : TABLES) {
        delete(table.get(0), table.get(1), "", Long.valueOf(id));
      }
      sql.update("DELETE FROM spaces WHERE id = ?", Long.valueOf(id));
    }
    flush();
    return found;
  }

  long deleteSubject(String subject) throws SQLException {
    long deleted = 0;
    for (String id : sql.texts("SELECT id FROM spaces")) {
      deleted +=
          delete("receipts", "subject, origin, id", " AND subject = ?2", Long.valueOf(id), subject);
    }
    flush();
    return deleted;
  }

  /** Deletes the rows of a space, some at a time. How many there were. */
  private long delete(String table, String key, String which, Object... parameters)
      throws SQLException {
    String some = SOME.formatted(table, key, which);
    long all = 0;
    while (true) {
      int deleted = sql.prepare(some, parameters).executeUpdate();
      all += deleted;
      if (deleted == 0) {
        return all;
      }
    }
  }

  /** What was deleted is in the log, too, as long as that is not written over. */
  private void flush() throws SQLException {
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
}
