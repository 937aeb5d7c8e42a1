package dev.holdfast.core.replica;

/** Runs something once a number of reads have come, at once if there are none. */
final class Countdown {
  private final Runnable then;
  private int left;

  Countdown(int reads, Runnable then) {
    this.then = then;
    left = reads;
    if (reads == 0) {
      then.run();
    }
  }

  /** One of the reads has come. */
  void step() {
    if (--left == 0) {
      then.run();
    }
  }
}
