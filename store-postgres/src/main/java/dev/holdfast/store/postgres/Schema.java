package dev.holdfast.store.postgres;

import dev.holdfast.server.space.DataException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables, made and brought to the present version by Flyway. */
final class Schema {
  /** The version that this release works with: that of the last migration. */
  static final int VERSION = 1;

  private static final String LOCATION = "classpath:dev/holdfast/store/postgres";
  private static final String HISTORY = "flyway_schema_history";

  /** A number of our own: servers that start at the same time migrate one after the other. */
  private static final long LOCK = 0x48465354;

  private Schema() {}

  /**
   * Makes what is missing.
   *
   * @throws DataException {@code NEWER_DATA} or {@code UNREADABLE}; nothing was changed
   */
  static void prepare(Database database, Connection connection) throws SQLException {
    if (version(database, connection) == VERSION) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = 0");
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      int version = version(database, connection);
      if (version > VERSION) {
        throw new DataException(
            DataException.Code.NEWER_DATA,
            database
                + " was written by a newer Holdfast (data version "
                + version
                + ", this one reads "
                + VERSION
                + "): nothing was changed");
      }
      if (version < VERSION) {
        migrate(database);
      }
    }
  }

  private static void migrate(Database database) throws SQLException {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(database.plain())
          .defaultSchema(database.schema())
          .table(HISTORY)
          .locations(LOCATION)
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql) {
          throw sql;
        }
      }
      throw new DataException(
          DataException.Code.UNREADABLE,
          database
              + " cannot be used: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("migration failed")
              + " (schema "
              + database.schema()
              + ")",
          e);
    }
  }

  /** The version of the tables; 0 if there are none. */
  private static int version(Database database, Connection connection) throws SQLException {
    String where = '"' + database.schema().replace("\"", "\"\"") + "\"." + HISTORY;
    try (PreparedStatement exists = connection.prepareStatement("SELECT to_regclass(?)")) {
      exists.setString(1, where);
      ResultSet row = exists.executeQuery();
      row.next();
      if (row.getString(1) == null) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(max(version::int), 0) FROM " + where + " WHERE success")) {
      row.next();
      return row.getInt(1);
    }
  }
}
