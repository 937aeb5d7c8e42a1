package dev.holdfast.server.space.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * One connection to the file. Each statement is prepared once. Not thread-safe. Transactions begin
 * and end with SQL statements, so that callers can use savepoints and {@code BEGIN IMMEDIATE}.
 */
final class SqliteConnection implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private SqliteConnection(Connection connection) {
    this.connection = connection;
  }

  /** Opens the file, or creates it. An existing file is not read or changed yet. */
  static SqliteConnection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setGetGeneratedKeys(false); // otherwise each insert is followed by a query for them
    SqliteConnection connection =
        new SqliteConnection(config.createConnection("jdbc:sqlite:" + file));
    connection.execute("PRAGMA wal_autocheckpoint=4000");
    return connection;
  }

  /** Runs one statement without a result. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The single whole number that {@code sql} returns. */
  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The first column of all rows that {@code sql} returns. */
  List<String> texts(String sql) throws SQLException {
    List<String> out = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        out.add(rows.getString(1));
      }
    }
    return out;
  }

  /** The statement with its parameters set: text, whole numbers or null. */
  PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  void update(String sql, Object... parameters) throws SQLException {
    prepare(sql, parameters).executeUpdate();
  }

  /** Rolls back the open transaction, if there is one. */
  void rollBack() throws SQLException {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // On some errors, such as a full disk, SQLite has already ended the transaction.
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
