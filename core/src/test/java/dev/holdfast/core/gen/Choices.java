package dev.holdfast.core.gen;

import java.util.Arrays;

/**
 * The numbers that a generator draws, and a record of them.
 *
 * <p>A generator makes its value from its choices. A shorter list of smaller choices makes a
 * simpler value. So {@link Law} shrinks the list and need not know the value.
 */
public final class Choices {
  private final int[] script;
  private final boolean scripted;
  private long state;
  private int[] taken = new int[32];
  private int size;

  private Choices(int[] script, boolean scripted, long state) {
    this.script = script;
    this.scripted = scripted;
    this.state = state;
  }

  /** New choices. The same seed gives the same choices. */
  public static Choices seeded(long seed) {
    return new Choices(new int[0], false, seed);
  }

  /** The choices of an earlier run, then zeros. */
  static Choices replay(int[] script) {
    return new Choices(script, true, 0);
  }

  /** A number {@code 0 <= n < bound}. Generators make the simplest value from 0. */
  public int below(int bound) {
    int choice =
        !scripted
            ? (int) Long.remainderUnsigned(next(), bound)
            : size < script.length ? Math.min(script[size], bound - 1) : 0;
    if (size == taken.length) {
      taken = Arrays.copyOf(taken, size * 2);
    }
    taken[size++] = choice;
    return choice;
  }

  /** True once in {@code n} times, on average. */
  public boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  /** One of the values. The first should be the simplest. */
  @SafeVarargs
  public final <T> T of(T... values) {
    return values[below(values.length)];
  }

  /** Any 64 bits. */
  public long bits() {
    return (long) below(1 << 16) << 48
        | (long) below(1 << 16) << 32
        | (long) below(1 << 16) << 16
        | below(1 << 16);
  }

  int[] taken() {
    return Arrays.copyOf(taken, size);
  }

  /** SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). */
  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
