package dev.holdfast.core;

/**
 * How long to wait before the next try: 1 s at first, twice as long after each failure, at most 60
 * s. Half of each wait is random, so that clients which lost a server at the same moment do not all
 * return at the same moment. All times are in ms.
 */
public final class BackOff {
  public static final double SHORTEST = 1_000;
  public static final double LONGEST = 60_000;

  /** The first wait for a login: signing in takes a person a while. */
  public static final double LOGIN = 6_000;

  private double length = SHORTEST;

  /** The longest that the next wait can be. */
  public double length() {
    return length;
  }

  /** The next wait, between half of {@link #length} and all of it. Each call draws a new number. */
  public double draw(Random random) {
    return length * (0.5 + random.next() / 2);
  }

  /** A try failed. */
  public void grow() {
    length = Math.min(LONGEST, length * 2);
  }

  /** Raises the length to {@code ms}, up to {@link #LONGEST}. Never shortens it. */
  public void atLeast(double ms) {
    length = Math.min(LONGEST, Math.max(length, ms));
  }

  /** A try succeeded. */
  public void reset() {
    length = SHORTEST;
  }
}
