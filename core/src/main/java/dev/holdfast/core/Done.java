package dev.holdfast.core;

import org.jspecify.annotations.Nullable;

/** Hears that something has ended. */
public interface Done {
  /**
   * @param failure null if it has succeeded: then what it wrote is on disk
   */
  void ended(@Nullable Failure failure);
}
