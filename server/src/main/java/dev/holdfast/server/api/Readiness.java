package dev.holdfast.server.api;

import org.jspecify.annotations.Nullable;

/** Implemented by a part of the server that can tell when it is not able to work. */
public interface Readiness {
  /** Why requests would fail now, or null while they do not. */
  @Nullable String notReady();
}
