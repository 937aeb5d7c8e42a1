package dev.holdfast.verify.sim.ground;

/** Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood, 2014). */
public final class Dice {
  private long state;

  public Dice(long seed) {
    state = mix(seed + 0x9e3779b97f4a7c15L);
  }

  /** Separate dice for a part of the world. Rolls of other dice do not change them. */
  public static Dice of(long seed, String part, int number) {
    return new Dice(mix(seed * 31 + part.hashCode()) + number * 0x632be59bd9b4e019L);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  long bits() {
    state += 0x9e3779b97f4a7c15L;
    return mix(state);
  }

  /** {@code 0 <= n < bound}. */
  public int below(int bound) {
    return (int) Long.remainderUnsigned(bits(), bound);
  }

  /** Uniform in {@code [0, 1)}. */
  public double next() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  public boolean chance(double p) {
    return next() < p;
  }

  /** A random pause, mostly short, sometimes long. */
  public double pause(double typical) {
    double u = next();
    return typical * u * u * (chance(0.1) ? 8 : 1);
  }
}
