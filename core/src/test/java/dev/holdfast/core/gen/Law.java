package dev.holdfast.core.gen;

import java.util.Arrays;

/**
 * Checks a law for many generated values, and prints one line with the law, its number of cases and
 * their seeds. If a value breaks the law, it is shrunk, and the failure names its seed. {@code
 * -Dholdfast.seed=N} runs only that case again. {@code -Dholdfast.cases=N} sets the number of
 * cases.
 */
public final class Law {
  private static final int SHRINK_ATTEMPTS = 4000;

  private Law() {}

  /** The law. Throws if it does not hold for the value. */
  @FunctionalInterface
  public interface Property<T> {
    void check(T value);
  }

  /** Checks {@code property} for {@code cases} values; the case numbers follow from the seed. */
  public static <T> void check(long seed, int cases, Gen<T> gen, Property<T> property) {
    Long replayed = Long.getLong("holdfast.seed");
    int count = replayed != null ? 1 : Integer.getInteger("holdfast.cases", cases);
    long first = replayed != null ? replayed : seed * 1_000_003;
    System.out.println(
        "law " + law() + ": " + count + " cases, seeds " + first + " to " + (first + count - 1));
    for (int i = 0; i < count; i++) {
      long caseSeed = first + i;
      Choices choices = Choices.seeded(caseSeed);
      if (failure(gen, choices, property) != null) {
        throw shrunk(gen, choices.taken(), property, caseSeed);
      }
    }
  }

  /** The name of the calling test. */
  private static String law() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.dropWhile(f -> f.getClassName().equals(Law.class.getName())).findFirst())
        .map(f -> f.getClassName().replaceAll(".*\\.", "") + "." + f.getMethodName())
        .orElse("unnamed");
  }

  private static <T> AssertionError shrunk(
      Gen<T> gen, int[] failing, Property<T> property, long seed) {
    int[] least = new Shrinking<>(gen, property).least(failing);
    T value = gen.draw(Choices.replay(least));
    Throwable cause = failure(gen, Choices.replay(least), property);
    return new AssertionError(
        "a law does not hold; -Dholdfast.seed=" + seed + " replays this case.\nFor " + value,
        cause);
  }

  private static <T> Throwable failure(Gen<T> gen, Choices choices, Property<T> property) {
    T value = gen.draw(choices);
    try {
      property.check(value);
      return null;
    } catch (Exception | AssertionError | StackOverflowError e) {
      return e;
    }
  }

  /** The search for a shorter, then smaller, list of choices that still fails. */
  private static final class Shrinking<T> {
    private final Gen<T> gen;
    private final Property<T> property;
    private int attempts = SHRINK_ATTEMPTS;
    private int[] best = {};

    Shrinking(Gen<T> gen, Property<T> property) {
      this.gen = gen;
      this.property = property;
    }

    int[] least(int[] failing) {
      best = failing;
      boolean better = true;
      while (better && attempts > 0) {
        boolean fewer = shorter();
        better = smaller() || fewer;
      }
      return best;
    }

    private boolean shorter() {
      boolean better = false;
      for (int chunk = 32; chunk > 0; chunk /= 2) {
        for (int from = best.length - chunk; from >= 0; from--) {
          if (from + chunk <= best.length) {
            better |= fails(without(from, chunk));
          }
        }
      }
      return better;
    }

    private boolean smaller() {
      boolean better = false;
      for (int i = 0; i < best.length; i++) {
        for (int low = 0; i < best.length && low < best[i]; low = (low + best[i] + 1) / 2) {
          int[] candidate = best.clone();
          candidate[i] = low;
          if (fails(candidate)) {
            better = true;
            break;
          }
        }
      }
      return better;
    }

    private int[] without(int from, int chunk) {
      int[] candidate = Arrays.copyOf(best, best.length - chunk);
      System.arraycopy(best, from + chunk, candidate, from, best.length - chunk - from);
      return candidate;
    }

    /** Keeps {@code candidate} if it fails too and is simpler than the best so far. */
    private boolean fails(int[] candidate) {
      if (attempts-- <= 0) {
        return false;
      }
      Choices choices = Choices.replay(candidate);
      if (failure(gen, choices, property) == null) {
        return false;
      }
      int[] taken = choices.taken();
      boolean simpler =
          taken.length < best.length
              || (taken.length == best.length && Arrays.compare(taken, best) < 0);
      if (simpler) {
        best = taken;
      }
      return simpler;
    }
  }
}
