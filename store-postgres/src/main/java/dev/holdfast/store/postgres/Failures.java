package dev.holdfast.store.postgres;

import dev.holdfast.server.space.DataException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What PostgreSQL's error codes mean here. The messages are for the operator. */
final class Failures {
  /** The server is going down, is down, or is coming up; or a standby was asked to write. */
  private static final Set<String> AWAY =
      Set.of("57P01", "57P02", "57P03", "57P05", "25006", "25P03", "53300");

  private static final Set<String> STALE = Set.of("HF001", "23505", "40001", "40P01");

  private static final String ENDED = "HF002";
  private static final String LOCK_TIMEOUT = "55P03";

  /** Thrown through the work that wanted to read. */
  static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SQLException sql;

    Unread(SQLException sql) {
      super(sql);
      this.sql = sql;
    }

    SQLException sql() {
      return sql;
    }
  }

  private Failures() {}

  /** Whether the connection is lost, or could not be had. It may be there again in a moment. */
  static boolean isLost(SQLException e) {
    return e instanceof SQLTransientConnectionException
        || state(e).startsWith("08")
        || AWAY.contains(state(e));
  }

  /** Whether the decision was made on what is no longer so. Nothing was stored. */
  static boolean isStale(SQLException e) {
    return STALE.contains(state(e));
  }

  /** Whether the session is not known, or its batch was ended. Nothing was stored. */
  static boolean isEnded(SQLException e) {
    return state(e).equals(ENDED);
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  /** A failure while the store is open. */
  static DataException of(String what, SQLException e) {
    boolean passing = isLost(e) || state(e).equals(LOCK_TIMEOUT);
    return new DataException(
        passing ? DataException.Code.UNAVAILABLE : DataException.Code.FAILED,
        what + ": " + text(e),
        e);
  }

  /** The message in one line. That of a pool has the one that says why as its cause. */
  static String text(SQLException e) {
    Throwable told = e;
    if (e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException why) {
      told = why;
    }
    String message = String.valueOf(told.getMessage()).replace('\n', ' ');
    Throwable cause = told.getCause();
    return cause == null || cause instanceof SQLException
        ? message
        : message + " (" + cause.getClass().getSimpleName() + ")";
  }

  /** Why the database cannot be opened, and what to do about it. */
  static DataException opening(Database database, SQLException e) {
    String advice =
        switch (state(e)) {
          case "28P01", "28000", "08004" ->
              "check user and password: ?user=NAME&password=… in --data, or a line in ~/.pgpass";
          case "3D000" -> "create it: CREATE DATABASE " + database.name() + " ENCODING 'UTF8'";
          case "53300" ->
              "it allows no more connections: raise max_connections, or that of the user; each"
                  + " Holdfast server needs "
                  + Database.CONNECTIONS;
          case "42501" ->
              "the user needs it: GRANT CREATE ON DATABASE " + database.name() + " TO …";
          case "57P03" -> "it is not ready yet: try again in a moment";
          case "08001" -> "check host and port, and that it runs";
          case "25006" -> "it can only be read, as a standby: name the primary";
          default -> "";
        };
    return new DataException(
        DataException.Code.UNREADABLE,
        database + " cannot be used: " + text(e) + (advice.isEmpty() ? "" : "; " + advice),
        e);
  }
}
