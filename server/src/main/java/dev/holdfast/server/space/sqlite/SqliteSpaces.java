package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.Committer;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Reads;
import dev.holdfast.server.space.Spaces;
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
 * All spaces, in one SQLite file in a folder that only this server uses. Thread-safe.
 *
 * <p>One thread writes, and a write is durable before it is answered. A read sees the newest commit
 * and never waits for a writer.
 */
public final class SqliteSpaces implements Spaces {
  /** All but those that are being deleted: see SqliteErasure. */
  static final String NAMES = "SELECT name FROM spaces WHERE name NOT LIKE ' %'";

  private static final int READERS = 4;

  private final FileChannel lock;
  private final SqliteConnection writer;
  private final BlockingQueue<SqliteConnection> readers = new ArrayBlockingQueue<>(READERS);
  private final Committer committer;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

  private SqliteSpaces(FileChannel lock, Path file) throws SQLException {
    this.lock = lock;
    writer = SqliteConnection.open(file);
    try {
      Tables.prepare(writer, file.toString());
      for (int i = 0; i < READERS; i++) {
        readers.add(SqliteConnection.open(file));
      }
    } catch (SQLException | RuntimeException e) {
      closeConnections();
      throw e;
    }
    long hours = writer.number("SELECT hours FROM service");
    committer = new Committer(new SqliteTransaction(writer, hours), this::committed);
  }

  /**
   * Opens the folder {@code data}, or creates it.
   *
   * @throws DataException with a message of one line for the person who started the server
   */
  public static SqliteSpaces open(String data) {
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
      return new SqliteSpaces(lock, file(folder));
    } catch (IOException | SQLException e) {
      release(lock);
      throw unreadable(data, e);
    } catch (DataException e) {
      release(lock);
      throw e;
    }
  }

  /** The file of the spaces in a data folder. */
  static Path file(Path folder) {
    return folder.resolve("holdfast.db");
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
      // The lock ends with the process at the latest.
    }
  }

  private static DataException unreadable(String data, Exception cause) {
    return new DataException(
        DataException.Code.UNREADABLE,
        "the data folder " + data + " cannot be used: " + cause,
        cause);
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

  @Override
  public CompletableFuture<Long> hourPassed() {
    committer.hourPassed();
    return write("", store -> true).thenApply(done -> hours());
  }

  @Override
  public boolean knowsRestore(String id) {
    return onReader(sql -> sql.texts("SELECT id FROM restores")).contains(id);
  }

  @Override
  public CompletableFuture<Boolean> noteRestore(String id) {
    return write("", store -> SqliteSpaceStore.noteRestore(store, id));
  }

  private long hours() {
    return onReader(sql -> sql.number("SELECT hours FROM service"));
  }

  @Override
  public List<String> names() {
    return onReader(sql -> sql.texts(NAMES));
  }

  @Override
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  private void committed(String space, long version) {
    for (Listener listener : listeners) {
      listener.committed(space, version);
    }
  }

  @Override
  public long commits() {
    return committer.commits();
  }

  @Override
  public @Nullable String trouble() {
    return committer.trouble();
  }

  @Override
  public int waiting() {
    return committer.waiting();
  }

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
