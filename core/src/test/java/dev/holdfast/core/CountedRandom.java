package dev.holdfast.core;

/** A deterministic {@link Random}: numbers are always 0.5, ids are counted up. */
public final class CountedRandom implements Random {
  private final String prefix;
  private int ids;

  public CountedRandom(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public double next() {
    return 0.5;
  }

  @Override
  public String hex(int digits) {
    return prefix + ++ids;
  }
}
