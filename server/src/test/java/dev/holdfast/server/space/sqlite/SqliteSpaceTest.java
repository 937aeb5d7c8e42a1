package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceContract;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.server.space.BlockingSpaces;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** SQLite passes the suite {@code SpaceContract}. */
class SqliteSpaceTest extends SpaceContract {
  @TempDir Path data;
  private int opened;

  @Override
  protected TestSpaces open() {
    return at(data);
  }

  @Override
  protected TestSpaces openAnother() {
    return at(data.resolve("history" + ++opened));
  }

  private static TestSpaces at(Path folder) {
    return new BlockingSpaces(SqliteSpaces.open(folder.toString()));
  }

  @Override
  protected int histories() {
    return 10;
  }
}
