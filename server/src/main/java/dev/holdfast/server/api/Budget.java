package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;

/**
 * Bytes that requests and answers may hold at once, a share of the heap. Beyond it the server is
 * busy: whoever sends large bodies or reads no answers cannot make it run out of memory.
 * Thread-safe.
 */
final class Budget {
  private static final int PART_OF_THE_HEAP = 4;

  private final long total;
  private long used;

  Budget(long total) {
    this.total = total;
  }

  static Budget ofTheHeap() {
    return new Budget(Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP);
  }

  Share share() {
    return new Share();
  }

  /** What one request or one answer holds. */
  final class Share {
    private long held;

    /**
     * Takes more. What is alone may take twice the budget.
     *
     * @throws Refusal 503 if that is more than is left; 413 if it would never be there
     */
    void take(long bytes) {
      synchronized (Budget.this) {
        if (held + bytes > 2 * total) {
          throw new Refusal(
              413, ProblemCode.TOO_LARGE, "the body takes more memory than this server has");
        }
        if (used > held && used + bytes > total) {
          throw new Refusal(503, "BUSY", "the server holds as many bytes as it may; try again");
        }
        used += bytes;
        held += bytes;
      }
    }

    /** Gives back all but {@code bytes}. */
    void keep(long bytes) {
      synchronized (Budget.this) {
        long back = Math.max(0, held - bytes);
        used -= back;
        held -= back;
      }
    }

    /** Gives back what it still holds. */
    void end() {
      keep(0);
    }
  }
}
