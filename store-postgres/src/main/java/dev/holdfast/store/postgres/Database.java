package dev.holdfast.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.server.space.DataException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database by its URL. What it says of itself never has a password. */
final class Database {
  static final String PREFIX = "jdbc:postgresql:";

  /** Connections of one server: its readers, its writer and its listener. */
  static final int CONNECTIONS = 8;

  private static final int READERS = CONNECTIONS - 2;
  private static final int OLDEST = 150_000;
  private static final String SCHEMA = "holdfast";
  private static final long PATIENCE_MS = 4_000;
  private static final long RETRY_MS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private static final String NEWEST = "READ COMMITTED";
  private static final String SNAPSHOT = "REPEATABLE READ";

  /**
   * What this store relies on, whatever the database's defaults are: what is acknowledged is on
   * disk, and nobody waits long for the lock of a dead server.
   */
  private static final String SETTINGS =
      "SET lock_timeout = '3s'; SET idle_in_transaction_session_timeout = '3s';"
          + "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') IN ('off', 'local');"
          + "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ";

  /** The driver logs what it does not expect, and that may be a password in a wrong place. */
  private static final Pattern FORM =
      Pattern.compile(
          PREFIX
              + "(//(HOST(,HOST)*)?(/[^?]*)?|[^/?:@]*)([?].*)?"
                  .replace("HOST", "([^\\[\\]/?:@,]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?"));

  private static final String CHECK =
      "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
          + " current_setting('server_encoding'),"
          + " pg_is_in_recovery() OR current_setting('transaction_read_only')::bool,"
          + " current_setting('fsync')::bool";

  private final String url;
  private final Properties parsed;

  private Database(String url, Properties parsed) {
    this.url = withDefaults(url, parsed);
    this.parsed = parsed;
  }

  /** The driver takes what the URL says, so what is not said is added to it. */
  private static String withDefaults(String url, Properties parsed) {
    StringBuilder whole = new StringBuilder(url);
    String[][] defaults = {
      {PGProperty.CURRENT_SCHEMA.getName(), SCHEMA},
      {PGProperty.APPLICATION_NAME.getName(), "Holdfast"},
      {PGProperty.CONNECT_TIMEOUT.getName(), "3"},
      {PGProperty.LOGIN_TIMEOUT.getName(), "4"},
      {PGProperty.SOCKET_TIMEOUT.getName(), "20"},
      {PGProperty.TCP_KEEP_ALIVE.getName(), "true"},
      {PGProperty.LOG_SERVER_ERROR_DETAIL.getName(), "false"}, // it quotes keys
    };
    for (String[] one : defaults) {
      if (parsed.getProperty(one[0]) == null) {
        whole.append(whole.indexOf("?") < 0 ? '?' : '&').append(one[0]).append('=').append(one[1]);
      }
    }
    return whole.toString();
  }

  /**
   * Reads a URL.
   *
   * @throws DataException {@code UNREADABLE} if it is none
   */
  static Database at(String url) {
    Properties parsed = FORM.matcher(url).matches() ? Driver.parseURL(url, new Properties()) : null;
    if (parsed == null) {
      throw new DataException(
          DataException.Code.UNREADABLE,
          "--data jdbc:postgresql:…: expected jdbc:postgresql://HOST:PORT/DATABASE?user=NAME, and"
              + " the password as &password=… or in ~/.pgpass");
    }
    return new Database(url, parsed);
  }

  String name() {
    return parsed.getProperty("PGDBNAME", "");
  }

  String schema() {
    String schemas = parsed.getProperty(PGProperty.CURRENT_SCHEMA.getName(), SCHEMA);
    return schemas.split(",", 2)[0].strip();
  }

  @Override
  public String toString() {
    return "PostgreSQL database "
        + name()
        + " at "
        + parsed.getProperty("PGHOST")
        + ":"
        + parsed.getProperty("PGPORT");
  }

  /** A connection of its own, outside of the pools. */
  Connection connect() throws SQLException {
    Connection connection = plain().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS + NEWEST);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  DataSource plain() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }

  /** The pool that transactions read from: each sees one commit as a whole. */
  HikariDataSource readers() {
    HikariConfig config = config("readers", READERS, PATIENCE_MS, SNAPSHOT);
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setIsolateInternalQueries(true); // or the settings would be rolled back with a read
    return new HikariDataSource(config);
  }

  /** The connection that writes. */
  HikariDataSource writer() {
    return new HikariDataSource(config("writer", 1, RETRY_MS, NEWEST));
  }

  private HikariConfig config(String name, int connections, long patience, String isolation) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("holdfast-" + name);
    config.setDataSource(plain());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(patience);
    config.setValidationTimeout(Math.min(patience, 2_000));
    config.setConnectionInitSql(SETTINGS + isolation);
    // Else the pool asks its first connection, and makes no other one if that breaks off meanwhile.
    config.setTransactionIsolation("TRANSACTION_" + isolation.replace(' ', '_'));
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /**
   * Checks what a server needs before it uses the database.
   *
   * @throws DataException {@code UNREADABLE} if something is missing
   */
  void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CHECK)) {
      row.next();
      if (row.getInt(1) < OLDEST) {
        throw refused("expected PostgreSQL 15 or newer, got " + row.getString(2));
      }
      if (!row.getString(3).equals("UTF8")) {
        throw refused(
            "expected the encoding UTF8, got "
                + row.getString(3)
                + "; create another: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'");
      }
      if (row.getBoolean(4)) {
        throw refused("it can only be read, as a standby or by its settings: name the primary");
      }
      if (!row.getBoolean(5)) {
        LOG.warn("{} runs with fsync = off: a power cut may lose what was acknowledged", this);
      }
    }
  }

  private DataException refused(String reason) {
    return new DataException(DataException.Code.UNREADABLE, this + " cannot be used: " + reason);
  }
}
