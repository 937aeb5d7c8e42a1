package dev.holdfast.server.http;

import java.util.concurrent.TimeUnit;

/**
 * Whether the body of one request comes too slowly. Each span of time is judged for itself: what
 * came fast before gives no credit. A body of which nothing comes meets the idle timeout.
 */
final class UploadRate {
  private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int BYTES_IN_A_SPAN = 1_000;

  private long since = System.nanoTime();
  private long bytes;

  /** Counts bytes that came now. */
  boolean isTooSlow(int more) {
    bytes += more;
    long spent = System.nanoTime() - since;
    if (spent < SPAN_NANOS) {
      return false;
    }
    if (bytes < BYTES_IN_A_SPAN * (spent / SPAN_NANOS)) {
      return true;
    }
    since = System.nanoTime();
    bytes = 0;
    return false;
  }
}
