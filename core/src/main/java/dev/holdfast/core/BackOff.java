package dev.holdfast.core;

/**
 * How long to wait before the next try: 1 s at first, twice as long after each that failed, at most
 * 60 s. Half of each wait is random, so that clients which lost a server together do not come back
 * together. All times are in ms.
 */
public final class BackOff {
  public static final double SHORTEST = 1_000;
  public static final double LONGEST = 60_000;

  /** The first wait for a login: who signs in takes a while. */
  public static final double LOGIN = 6_000;

  private double length = SHORTEST;

  /** The longest that the next wait can be. */
  public double length() {
    return length;
  }

  /** The next wait, between half of {@link #length} and all of it. Another call draws anew. */
  public double draw(Random random) {
    return length * (0.5 + random.next() / 2);
  }

  /** A try failed. */
  public void grow() {
    length = Math.min(LONGEST, length * 2);
  }

  /** Waits as if it had grown to {@code ms} already; never shortens. */
  public void atLeast(double ms) {
    length = Math.min(LONGEST, Math.max(length, ms));
  }

  /** A try went well. */
  public void reset() {
    length = SHORTEST;
  }
}
