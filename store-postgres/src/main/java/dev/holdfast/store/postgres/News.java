package dev.holdfast.store.postgres;

import dev.holdfast.server.space.Spaces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the commits of all servers, its own too, in the order in which they were made. If its
 * connection is lost, it tells afterwards of all spaces that have changed meanwhile.
 */
final class News {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final int LISTEN_MS = 5_000;
  private static final long PAUSE_MS = 200;

  /** A commit may have begun so long before it was told. */
  private static final String MARGIN = "60 seconds";

  private final Database database;
  private final CopyOnWriteArrayList<Spaces.Listener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "holdfast-news");
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  /** The database's clock when the connection was last known to work. */
  private String heardAt;

  News(Database database) throws SQLException {
    this.database = database;
    heardAt = listen();
    thread.setDaemon(true);
    thread.start();
  }

  void add(Spaces.Listener listener) {
    listeners.add(listener);
  }

  private String listen() throws SQLException {
    Connection next = database.connect();
    try (Statement statement = next.createStatement()) {
      statement.execute("LISTEN holdfast");
      String now = now(next);
      connection = next;
      if (closed) {
        next.close();
      }
      return now;
    } catch (SQLException e) {
      next.close();
      throw e;
    }
  }

  private static String now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT now()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private void run() {
    while (!closed) {
      try {
        Connection current = connection;
        if (current == null) {
          String now = listen();
          catchUp();
          heardAt = now;
        } else {
          hear(current);
        }
      } catch (SQLException e) {
        lost(e);
      } catch (RuntimeException e) {
        LOG.error("a listener to commits failed: {}", e.getClass().getSimpleName());
      }
    }
  }

  private void hear(Connection current) throws SQLException {
    PGNotification[] heard = current.unwrap(PGConnection.class).getNotifications(LISTEN_MS);
    if (heard == null || heard.length == 0) {
      heardAt = now(current);
      return;
    }
    String prefix = database.schema() + " ";
    for (PGNotification one : heard) {
      String text = one.getParameter();
      if (text.startsWith(prefix)) {
        int space = text.indexOf(' ', prefix.length()) + 1;
        tell(text.substring(space), Long.parseLong(text.substring(prefix.length(), space - 1)));
      }
    }
  }

  private void catchUp() throws SQLException {
    Connection current = connection;
    if (current == null) {
      return;
    }
    try (PreparedStatement changed =
        current.prepareStatement(
            "SELECT name, version FROM spaces WHERE changed > ?::timestamptz - interval '"
                + MARGIN
                + "'")) {
      changed.setString(1, heardAt);
      ResultSet rows = changed.executeQuery();
      while (rows.next()) {
        tell(rows.getString(1), rows.getLong(2));
      }
    }
  }

  private void tell(String space, long version) {
    for (Spaces.Listener listener : listeners) {
      listener.committed(space, version);
    }
  }

  private void lost(SQLException cause) {
    Connection current = connection;
    connection = null;
    if (closed) {
      return;
    }
    if (current != null) {
      LOG.warn(
          "lost the connection that hears of other servers' commits: {}", Failures.text(cause));
      quietly(current);
    }
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was lost anyway.
    }
  }

  void close() throws InterruptedException {
    closed = true;
    Connection current = connection;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        // The thread ends with its next look at the connection.
      }
    }
    thread.interrupt();
    thread.join();
  }
}
