package dev.holdfast.core;

import org.jspecify.annotations.Nullable;

/** Called once with a step's result or its failure. */
public interface Made<T> {
  /**
   * @param made the result; meaningless if there is a failure
   * @param failure null if the step succeeded and its result is on disk
   */
  void ended(T made, @Nullable Failure failure);
}
