package dev.holdfast.core;

/**
 * The core's port to clocks and timers. Nothing else in the core reads the time or waits, so a
 * simulation can control both.
 */
public interface Clock {
  /** Milliseconds since 1970 by the device's clock. It may jump forward or back. */
  double now();

  /** Runs {@code task} once, {@code ms} milliseconds from now, unless it is cancelled first. */
  Timer after(double ms, Runnable task);

  /** One scheduled task. */
  interface Timer {
    /** Cancels the task. Does nothing if it ran or was cancelled already. */
    void cancel();
  }
}
