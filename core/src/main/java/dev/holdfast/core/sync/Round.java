package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import org.jspecify.annotations.Nullable;

/** One way to bring local changes to a server: the sync loop runs it again while there is more. */
public interface Round {
  /** Offers what is pending, takes what is new, commits both; then calls {@code ended} once. */
  void run(Ended ended);

  /** Gives up what is under way: its answer will be ignored. */
  void abort();

  /** How a round ended. */
  interface Ended {
    void with(Outcome outcome);
  }

  /**
   * What a round came to.
   *
   * @param failure why it failed; null if it did not
   * @param more whether another round is needed at once
   * @param retryAfter ms to wait at least before the next try
   */
  record Outcome(@Nullable Failure failure, boolean more, double retryAfter) {
    static Outcome done(boolean more) {
      return new Outcome(null, more, 0);
    }

    static Outcome failed(Failure failure, double retryAfter) {
      return new Outcome(failure, false, retryAfter);
    }
  }
}
