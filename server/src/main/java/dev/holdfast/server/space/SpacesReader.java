package dev.holdfast.server.space;

import dev.holdfast.core.space.SpaceStore;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads all spaces of a server. Thread-safe. */
public interface SpacesReader extends AutoCloseable {
  /**
   * Runs {@code work}, which must not write, on the newest commit. Blocks: it reads on the caller's
   * thread.
   *
   * @throws DataException if the store cannot be read
   */
  <T extends @Nullable Object> T read(String space, Function<SpaceStore, T> work);

  /** The names of all spaces that have a head, in no particular order. Blocks. */
  List<String> names();

  /** What the store finds wrong with its own structures, a line for each. Blocks. */
  default List<String> damage() {
    return List.of();
  }

  @Override
  void close();
}
