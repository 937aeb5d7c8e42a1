package dev.holdfast.core;

/** The core's only source of random numbers. A test that seeds it can replay a run. */
public interface Random {
  /** A number uniform in {@code [0, 1)}. For jitter, not for secrets. */
  double next();

  /**
   * {@code digits} random lower-case hex digits that cannot be guessed. 32 digits make a unique id.
   */
  String hex(int digits);
}
