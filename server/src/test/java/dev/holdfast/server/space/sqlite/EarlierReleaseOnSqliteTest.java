package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.replica.EarlierReleaseContract;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.server.space.BlockingSpaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same with the data folder that the release before left on its server. */
class EarlierReleaseOnSqliteTest extends EarlierReleaseContract {
  @TempDir static Path folders;
  private static int opened;

  @Override
  protected TestSpaces open() {
    try {
      Path data = Files.createDirectory(folders.resolve("data" + ++opened));
      Files.copy(fixture(".db"), data.resolve("holdfast.db"));
      return new BlockingSpaces(SqliteSpaces.open(data.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
