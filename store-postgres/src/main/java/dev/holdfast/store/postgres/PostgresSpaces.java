package dev.holdfast.store.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.Committer;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.Reads;
import dev.holdfast.server.space.Spaces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All spaces, in one PostgreSQL database that other servers may use at the same time. Thread-safe.
 *
 * <p>One thread writes, and a write is durable before it is answered. Reads have connections of
 * their own, see the newest commit and wait for no writer.
 */
public final class PostgresSpaces implements Spaces, Erasing {
  private final HikariDataSource readers;
  private final HikariDataSource writer;
  private final News news;
  private final Committer committer;

  private PostgresSpaces(Database database, UUID session) throws SQLException {
    news = new News(database);
    readers = database.readers();
    writer = database.writer();
    // The database tells of each commit, also of our own: see News.
    committer = new Committer(new PostgresTransaction(writer, session), (space, version) -> {});
  }

  /**
   * Opens the database at a URL such as {@code jdbc:postgresql://localhost/holdfast?user=ann}, and
   * makes the tables if they are missing.
   *
   * @throws DataException with a message of one line for the person who started the server. It
   *     never has a password
   */
  public static PostgresSpaces open(String url) {
    Database database = Database.at(url);
    try (Connection connection = database.connect()) {
      database.check(connection);
      Schema.prepare(database, connection);
      return new PostgresSpaces(database, PostgresTransaction.begin(connection));
    } catch (SQLException e) {
      throw Failures.opening(database, e);
    }
  }

  @Override
  public <T> CompletableFuture<T> write(String space, Reads reads, Function<SpaceStore, T> work) {
    return committer.submit(space, reads, work, true);
  }

  @Override
  public <T> CompletableFuture<T> tryOut(String space, Reads reads, Function<SpaceStore, T> work) {
    return committer.submit(space, reads, work, false);
  }

  @Override
  public <T extends @Nullable Object> T read(String space, Function<SpaceStore, T> work) {
    return onReader(connection -> work.apply(new Draft(new Known(space), connection, Set.of())));
  }

  private interface Reading<T extends @Nullable Object> {
    T from(Connection connection) throws SQLException;
  }

  /** Reads in a transaction. A connection that was lost before is replaced once. */
  private <T extends @Nullable Object> T onReader(Reading<T> reading) {
    try {
      return inTransaction(reading);
    } catch (SQLException e) {
      if (!Failures.isLost(e)) {
        throw failed(e);
      }
    }
    try {
      return inTransaction(reading);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private <T extends @Nullable Object> T inTransaction(Reading<T> reading) throws SQLException {
    if (readers.isClosed()) {
      throw new DataException(DataException.Code.CLOSED, "the server is shutting down");
    }
    try (Connection connection = readers.getConnection()) {
      T result = reading.from(connection);
      connection.rollback();
      return result;
    } catch (Failures.Unread e) {
      throw e.sql();
    }
  }

  private static DataException failed(SQLException e) {
    return Failures.of("the database cannot be read", e);
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> out = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        out.add(rows.getString(1));
      }
    }
    return out;
  }

  @Override
  public List<String> names() {
    return onReader(connection -> texts(connection, "SELECT name FROM spaces"));
  }

  @Override
  public CompletableFuture<Long> hourPassed() {
    committer.hourPassed();
    return write("", store -> true).thenApply(done -> hours());
  }

  private long hours() {
    return Long.parseLong(
        onReader(connection -> texts(connection, "SELECT hours FROM service")).get(0));
  }

  @Override
  public boolean knowsRestore(String id) {
    return onReader(connection -> texts(connection, "SELECT id FROM restores"))
        .contains(Keys.escape(id));
  }

  @Override
  public CompletableFuture<Boolean> noteRestore(String id) {
    try (Connection connection = writer.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO restores (id) VALUES (?) ON CONFLICT DO NOTHING")) {
      insert.setString(1, Keys.escape(id));
      insert.executeUpdate();
      return CompletableFuture.completedFuture(true);
    } catch (SQLException e) {
      return CompletableFuture.failedFuture(Failures.of("the restore was not noted", e));
    }
  }

  @Override
  public boolean deleteSpace(String space) {
    try (Connection connection = writer.getConnection()) {
      return new Erasure(connection).deleteSpace(space);
    } catch (SQLException e) {
      throw Failures.of("the space may not be deleted as a whole: do it again", e);
    }
  }

  @Override
  public long deleteSubject(String subject) {
    try (Connection connection = writer.getConnection()) {
      return new Erasure(connection).deleteSubject(subject);
    } catch (SQLException e) {
      throw Failures.of("nothing was deleted", e);
    }
  }

  @Override
  public void addListener(Listener listener) {
    news.add(listener);
  }

  @Override
  public long commits() {
    return committer.commits();
  }

  @Override
  public int waiting() {
    return committer.waiting();
  }

  @Override
  public @Nullable String trouble() {
    return committer.trouble();
  }

  @Override
  public void close() {
    try {
      committer.close();
      news.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writer.close();
      readers.close();
    }
  }
}
