package dev.holdfast.core.space;

import java.util.function.Function;

/** Spaces in some store, as the acceptance suite needs them. */
public interface TestSpaces extends AutoCloseable {
  /** Runs {@code work} in one transaction and commits it. Rolls it back if it throws. */
  <T> T write(String space, Function<SpaceStore, T> work);

  /** Runs {@code work} in one transaction and rolls it back. */
  <T> T tryOut(String space, Function<SpaceStore, T> work);

  /** Lets an hour of service pass. */
  void hourPassed();

  @Override
  void close();
}
