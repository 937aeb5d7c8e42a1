package dev.holdfast.server;

import dev.holdfast.server.api.SyncApi;
import dev.holdfast.server.api.SyncOptions;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.sqlite.SqliteFile;
import dev.holdfast.server.space.sqlite.SqliteSpaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a data folder of a backup. Each space begins a new epoch, so all replicas start over from
 * it: those that know more than the backup find out, and lose no unsent work.
 *
 * <p>All is done in a folder beside it first. If that is interrupted, there is no data yet, and the
 * same call does it again.
 */
public final class Restore {
  private Restore() {}

  /**
   * Restores the backup {@code from} into the folder {@code data}, which has no data yet.
   *
   * @return the number of spaces
   * @throws DataException with a message of one line; then nothing was restored
   */
  public static int of(Path from, String data) throws IOException {
    Path folder = Path.of(data);
    refuseIfThereIsData(folder);
    try (SqliteFile backup = SqliteFile.open(from)) {
      List<String> damage = backup.damage();
      if (!damage.isEmpty()) {
        throw new DataException(
            DataException.Code.UNREADABLE,
            from + " is damaged, nothing was restored: " + damage.get(0));
      }
      Path aside = folder.resolve("restoring");
      delete(aside);
      Files.createDirectories(aside);
      Path copy = SqliteSpaces.file(aside);
      backup.copyTo(copy);
      SqliteSpaces spaces = SqliteSpaces.open(aside.toString());
      SyncApi.open(spaces, SyncOptions.DEFAULT.restored("restored " + Instant.now()), Runnable::run)
          .close();
      refuseIfThereIsData(folder);
      Files.move(copy, SqliteSpaces.file(folder), StandardCopyOption.ATOMIC_MOVE);
      delete(aside);
      return backup.names().size();
    }
  }

  /** A log that is left of another file would be taken for one of the restored file. */
  private static void refuseIfThereIsData(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      String name = SqliteSpaces.file(folder).getFileName().toString();
      try (Stream<Path> files = Files.list(folder)) {
        if (files.anyMatch(file -> file.getFileName().toString().startsWith(name))) {
          throw new DataException(
              DataException.Code.IN_USE,
              folder + " has data already: give a new folder, nothing was restored");
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
