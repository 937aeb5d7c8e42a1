package dev.holdfast.server.space.sqlite;

import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** SQLite passes the suite {@code SpacesContract}. */
class SqliteSpacesTest extends SpacesContract {
  @TempDir Path data;

  @Override
  protected Spaces open() {
    return SqliteSpaces.open(data.toString());
  }

  @Override
  protected Erasing erase() {
    return SqliteFile.open(data);
  }
}
