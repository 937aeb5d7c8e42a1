package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.Spaces;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Spaces in a real SQLite file. */
final class SqliteSpaces implements Spaces {
  private final SpaceDatabase database;

  SqliteSpaces(Path data) {
    database = SpaceDatabase.open(data.toString());
  }

  @Override
  public <T> T write(String space, Function<SpaceStore, T> work) {
    return join(() -> database.write(space, work).join());
  }

  @Override
  public <T> T tryOut(String space, Function<SpaceStore, T> work) {
    return join(() -> database.tryOut(space, work).join());
  }

  private static <T> T join(java.util.function.Supplier<T> answer) {
    try {
      return answer.get();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void hourPassed() {
    database.hourPassed().join();
  }

  @Override
  public void close() {
    database.close();
  }
}
