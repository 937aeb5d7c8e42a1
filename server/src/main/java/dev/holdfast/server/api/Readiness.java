package dev.holdfast.server.api;

import org.jspecify.annotations.Nullable;

/** Implemented by a part of the server that can report that it cannot work. */
public interface Readiness {
  /** Why requests would fail now; null if they would not. */
  @Nullable String notReady();
}
