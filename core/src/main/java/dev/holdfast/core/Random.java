package dev.holdfast.core;

/** The core's only source of chance, so that one seed replays one run. */
public interface Random {
  /** Uniform in {@code [0, 1)}; for jitter, not for secrets. */
  double next();

  /** {@code digits} random lower-case hex digits, unguessable; 32 make an id unique. */
  String hex(int digits);
}
