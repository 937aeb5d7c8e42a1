package dev.holdfast.store.postgres;

import dev.holdfast.core.merge.StateHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Deletes beside the servers of a database.
 *
 * <p>A space gets another number first, with a new epoch and nothing in it: so what it had is gone
 * at once, for all servers, and rows of a number that no space has are deleted afterwards. The row
 * of the space stays, since its turn must not begin again: a server would take what it knows for
 * new.
 */
final class Erasure {
  private static final String EMPTY =
      "UPDATE spaces SET id = DEFAULT, version = 0, floor = 0, compactions = 0, placed = 0,"
          + " epoch = left(replace(gen_random_uuid()::text, '-', ''), 16), state_hash = ?,"
          + " turn = turn + 1, changed = clock_timestamp() WHERE name = ?";
  private static final String[] TABLES = {"documents", "history", "lineage", "receipts"};

  private final Connection connection;

  Erasure(Connection connection) {
    this.connection = connection;
  }

  boolean deleteSpace(String space) throws SQLException {
    boolean found;
    try (PreparedStatement empty = connection.prepareStatement(EMPTY)) {
      empty.setString(1, StateHash.EMPTY.hex());
      empty.setString(2, space);
      found = empty.executeUpdate() > 0;
    }
    try (Statement rest = connection.createStatement()) {
      for (String table : TABLES) {
        rest.executeUpdate(
            "DELETE FROM "
                + table
                + " t WHERE NOT EXISTS (SELECT FROM spaces s WHERE s.id = t.space)");
      }
    }
    return found;
  }

  long deleteSubject(String subject) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM receipts WHERE subject = ?")) {
      delete.setString(1, Keys.of(subject));
      return delete.executeLargeUpdate();
    }
  }
}
