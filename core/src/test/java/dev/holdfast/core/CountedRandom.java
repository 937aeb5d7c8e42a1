package dev.holdfast.core;

/** Chance that holds no surprises: always the middle, and ids that count. */
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
