package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;

/** The core's only source of chance, so that one seed replays one run. */
@NullMarked
public interface Random {
  /** Uniform in {@code [0, 1)}; for jitter, not for secrets. */
  double next();

  /** {@code digits} random lower-case hex digits, unguessable; 32 make an id unique. */
  String hex(int digits);
}
