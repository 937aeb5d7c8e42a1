package dev.holdfast.verify.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits until a condition is true, instead of sleeping for a fixed time. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(20);

  private Await() {}

  /**
   * Asks until the answer is right, and returns it.
   *
   * @param what the expectation, as a sentence; a failure shows it with the last answer
   * @throws AssertionError if the answer is not right within 60 s
   */
  public static <T> T until(String what, Callable<T> ask, Predicate<? super T> fits) {
    return until(what, LIMIT, ask, fits);
  }

  /** The same with a limit of its own. */
  public static <T> T until(
      String what, Duration limit, Callable<T> ask, Predicate<? super T> fits) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T last;
      try {
        last = ask.call();
      } catch (Exception e) {
        throw new AssertionError("while waiting until " + what + ": " + e, e);
      }
      if (fits.test(last)) {
        return last;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + what + "; the last answer was " + last);
      }
      pause(STEP);
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
