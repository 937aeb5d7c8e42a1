package dev.holdfast.server.space.sqlite;

import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes a data folder of a backup.
 *
 * <p>All is done in a folder beside it first. If that is interrupted, there is no data yet, and the
 * same call does it again.
 */
public final class SqliteRestore {
  private SqliteRestore() {}

  /**
   * Restores the backup {@code from} into a folder that has no data yet.
   *
   * @param beginAnew gets the spaces before anybody else sees them, and closes them
   * @throws DataException with a message of one line; then nothing was restored
   */
  public static void of(Path from, Path folder, Consumer<Spaces> beginAnew) throws IOException {
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
      beginAnew.accept(SqliteSpaces.open(aside.toString()));
      refuseIfThereIsData(folder);
      Files.move(copy, SqliteSpaces.file(folder), StandardCopyOption.ATOMIC_MOVE);
      delete(aside);
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
