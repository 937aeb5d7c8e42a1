package dev.holdfast.core;

import org.jspecify.annotations.Nullable;

/** Hears what a step has made, or why not. */
public interface Made<T> {
  /**
   * @param made worth nothing if there is a failure
   * @param failure null once what was made is on disk
   */
  void ended(T made, @Nullable Failure failure);
}
