package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceContract;
import dev.holdfast.core.space.Spaces;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps what the space decides as every store must. */
class SqliteSpaceTest extends SpaceContract {
  @TempDir Path data;
  private int opened;

  @Override
  protected Spaces open() {
    return new SqliteSpaces(data);
  }

  @Override
  protected Spaces openAnother() {
    return new SqliteSpaces(data.resolve("history" + ++opened));
  }

  @Override
  protected int histories() {
    return 10;
  }
}
