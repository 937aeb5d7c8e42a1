package dev.holdfast.core.replica;

/** Runs a task after a number of reads have ended; at once if the number is 0. */
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

  /** One read has ended. */
  void step() {
    if (--left == 0) {
      then.run();
    }
  }
}
