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
 * One connection to the file, with its statements prepared once. Not thread-safe; transactions are
 * begun and ended in words, so that savepoints and {@code BEGIN IMMEDIATE} are ours to place.
 */
final class SqliteConnection implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private SqliteConnection(Connection connection) {
    this.connection = connection;
  }

  /** Opens the file, making it where it is missing. A file that is there is not touched yet. */
  static SqliteConnection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setGetGeneratedKeys(false); // or each insert is followed by a query for them
    SqliteConnection connection =
        new SqliteConnection(config.createConnection("jdbc:sqlite:" + file));
    connection.execute("PRAGMA wal_autocheckpoint=4000");
    return connection;
  }

  /** Runs one statement that answers nothing. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one whole number that {@code sql} answers. */
  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The first column of all rows that {@code sql} answers. */
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

  /** Ends whatever transaction is open, undoing it. */
  void rollBack() throws SQLException {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite ends the transaction by itself on some errors, such as a full disk.
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
