package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All spaces, in one SQLite file of a folder that belongs to this server alone. Thread-safe.
 *
 * <p>Writing goes through one thread and is durable before it is answered; reading sees the newest
 * commit and never waits for a writer.
 */
public final class SpaceDatabase implements AutoCloseable {
  private static final int READERS = 4;

  /** Told of each commit that gave a space news; must not block. */
  public interface Listener {
    void committed(String space, long version);
  }

  private final FileChannel lock;
  private final SqliteConnection writer;
  private final BlockingQueue<SqliteConnection> readers = new ArrayBlockingQueue<>(READERS);
  private final Committer committer;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

  private SpaceDatabase(FileChannel lock, Path file) throws SQLException {
    this.lock = lock;
    writer = SqliteConnection.open(file);
    try {
      Schema.prepare(writer, file.toString());
      for (int i = 0; i < READERS; i++) {
        readers.add(SqliteConnection.open(file));
      }
    } catch (SQLException | RuntimeException e) {
      closeConnections();
      throw e;
    }
    committer = new Committer(writer, writer.number("SELECT hours FROM service"), this::committed);
  }

  /**
   * Opens the data that {@code --data} names, making the folder where it is missing.
   *
   * @throws DataException with one line for the person who started the server
   */
  public static SpaceDatabase open(String data) {
    if (data.startsWith("jdbc:")) {
      throw new DataException(
          DataException.Code.UNSUPPORTED,
          "--data "
              + data.substring(0, Math.min(data.length(), data.indexOf(':', 5) + 1))
              + "…: databases over JDBC are not supported yet, give a folder");
    }
    Path folder;
    FileChannel lock;
    try {
      folder = Path.of(data);
      Files.createDirectories(folder);
      lock =
          FileChannel.open(
              folder.resolve("holdfast.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException | InvalidPathException e) {
      throw unreadable(data, e);
    }
    try {
      acquire(lock, data);
      return new SpaceDatabase(lock, folder.resolve("holdfast.db"));
    } catch (IOException | SQLException e) {
      release(lock);
      throw unreadable(data, e);
    } catch (DataException e) {
      release(lock);
      throw e;
    }
  }

  private static void acquire(FileChannel lock, String data) throws IOException {
    boolean acquired;
    try {
      acquired = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      acquired = false;
    }
    if (!acquired) {
      throw new DataException(
          DataException.Code.IN_USE, "the data folder " + data + " is in use by another server");
    }
  }

  private static void release(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      // The process holds it at most until it ends.
    }
  }

  private static DataException unreadable(String data, Exception cause) {
    return new DataException(
        DataException.Code.UNREADABLE,
        "the data folder " + data + " cannot be used: " + cause,
        cause);
  }

  /** Runs {@code work} in the next commit; the answer comes when it is durable. */
  public <T> CompletableFuture<T> write(String space, Function<SpaceStore, T> work) {
    return committer.submit(space, work, true);
  }

  /** Runs {@code work} as {@link #write} would and undoes it. */
  public <T> CompletableFuture<T> tryOut(String space, Function<SpaceStore, T> work) {
    return committer.submit(space, work, false);
  }

  /** Runs {@code work}, which must not write, on the newest commit. */
  public <T extends @Nullable Object> T read(String space, Function<SpaceStore, T> work) {
    return onReader(
        sql -> {
          sql.execute("BEGIN");
          try {
            return work.apply(new SqliteSpaceStore(sql, space, 0));
          } finally {
            sql.execute("COMMIT");
          }
        });
  }

  private interface Reading<T extends @Nullable Object> {
    T from(SqliteConnection sql) throws SQLException;
  }

  private <T extends @Nullable Object> T onReader(Reading<T> reading) {
    SqliteConnection sql;
    try {
      sql = readers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(DataException.Code.CLOSED, "the server is shutting down", e);
    }
    try {
      return reading.from(sql);
    } catch (SQLException e) {
      throw new DataException(DataException.Code.FAILED, String.valueOf(e.getMessage()), e);
    } finally {
      readers.add(sql);
    }
  }

  /** Counts one more hour of service; answers how many there have been, once that is durable. */
  public CompletableFuture<Long> hourPassed() {
    committer.hourPassed();
    return write("", store -> true).thenApply(done -> hours());
  }

  private long hours() {
    return onReader(sql -> sql.number("SELECT hours FROM service"));
  }

  /** The names of all spaces, in no order that means anything. */
  public List<String> spaces() {
    return onReader(sql -> sql.texts("SELECT name FROM spaces"));
  }

  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  private void committed(String space, long version) {
    for (Listener listener : listeners) {
      listener.committed(space, version);
    }
  }

  /** How many transactions this server has committed. */
  public long commits() {
    return committer.commits();
  }

  /** Why nothing can be stored at the moment; null while it can. */
  public @Nullable String trouble() {
    return committer.trouble();
  }

  /** How many requests wait for their commit. */
  public int waiting() {
    return committer.waiting();
  }

  /** Answers what is queued, then closes the file and lets the folder go. */
  @Override
  public void close() {
    try {
      committer.close();
      closeConnections();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new DataException(DataException.Code.FAILED, String.valueOf(e.getMessage()), e);
    } finally {
      release(lock);
    }
  }

  private void closeConnections() throws SQLException {
    for (int i = readers.size(); i > 0; i--) {
      SqliteConnection reader = readers.poll();
      if (reader != null) {
        reader.close();
      }
    }
    writer.close();
  }
}
