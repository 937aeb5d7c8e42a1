package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.SpacesReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file of a server's spaces, or a backup of it, for those who look after it. A running server
 * goes on meanwhile: nobody waits for who reads, and who erases does so in short steps.
 */
public final class SqliteFile implements SpacesReader, Erasing {
  private final Path file;
  private final SqliteConnection sql;

  private SqliteFile(Path file, SqliteConnection sql) {
    this.file = file;
    this.sql = sql;
  }

  /**
   * Opens what lies there.
   *
   * @param data a data folder, or a backup's file
   * @throws DataException with a message of one line, also if nothing lies there
   */
  public static SqliteFile open(Path data) {
    Path file = Files.isDirectory(data) ? SqliteSpaces.file(data) : data;
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          DataException.Code.UNREADABLE,
          "no data in " + data + ": expected the folder of a server's --data, or a backup");
    }
    try {
      SqliteConnection sql = SqliteConnection.open(file);
      try {
        if (Tables.check(sql, file.toString()) < Tables.VERSION) {
          throw new DataException(
              DataException.Code.UNREADABLE,
              file + " is of an older Holdfast: start this one's server on it once");
        }
        return new SqliteFile(file, sql);
      } catch (SQLException | RuntimeException e) {
        sql.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(file + " cannot be used", e);
    }
  }

  /**
   * Writes a copy as of one commit, whole and durable once this returns.
   *
   * @throws DataException if {@code to} exists, or cannot be written: then it is not there
   */
  public void copyTo(Path to) {
    if (Files.exists(to)) {
      throw new DataException(
          DataException.Code.FAILED, to + " exists: choose another name, nothing was written");
    }
    Path part = to.resolveSibling(to.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      sql.update("VACUUM INTO ?", part.toString());
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent())) {
        folder.force(true);
      }
    } catch (SQLException | IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw failed(to + " cannot be written", e);
    }
  }

  @Override
  public synchronized List<String> damage() {
    try {
      List<String> found = sql.texts("PRAGMA integrity_check");
      return found.equals(List.of("ok")) ? List.of() : found;
    } catch (SQLException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public synchronized <T extends @Nullable Object> T read(
      String space, Function<SpaceStore, T> work) {
    try {
      sql.execute("BEGIN");
      try {
        return work.apply(new SqliteSpaceStore(sql, space, 0));
      } finally {
        sql.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw failed(file + " cannot be read", e);
    }
  }

  @Override
  public synchronized List<String> names() {
    try {
      return sql.texts(SqliteSpaces.NAMES);
    } catch (SQLException e) {
      throw failed(file + " cannot be read", e);
    }
  }

  @Override
  public synchronized boolean deleteSpace(String space) {
    try {
      return new SqliteErasure(sql).deleteSpace(space);
    } catch (SQLException e) {
      throw failed(file + " cannot be written", e);
    }
  }

  @Override
  public synchronized long deleteSubject(String subject) {
    try {
      return new SqliteErasure(sql).deleteSubject(subject);
    } catch (SQLException e) {
      throw failed(file + " cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      sql.close();
    } catch (SQLException e) {
      throw failed(file + " cannot be closed", e);
    }
  }

  private static DataException failed(String what, Exception cause) {
    return new DataException(DataException.Code.FAILED, what + ": " + cause.getMessage(), cause);
  }
}
