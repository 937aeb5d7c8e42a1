package dev.holdfast.core.store;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/** Hears what a transaction has read, once it has ended. */
public interface Read {
  /**
   * @param value absent if there is a failure
   */
  void ended(Json value, @Nullable Failure failure);
}
