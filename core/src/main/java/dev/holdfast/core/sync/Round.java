package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One way to sync with a server: each round is one exchange. The sync loop runs rounds while there
 * is more to do.
 */
public interface Round {
  /**
   * Sends pending work, takes the server's changes, commits both, then calls {@code ended} once.
   */
  void run(Ended ended);

  /** Gives up the running exchange: its changes will be ignored. */
  void abort();

  /** Called when a round has ended. */
  interface Ended {
    void accept(Outcome outcome);
  }

  /**
   * The outcome of a round.
   *
   * @param failure why it failed; null if it succeeded
   * @param more whether another round is needed at once
   * @param retryAfter shortest wait before the next try, in ms
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
