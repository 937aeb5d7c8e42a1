package dev.holdfast.core;

/**
 * The time and the only way to wait for it: the core's port to clocks and timers, so that a
 * simulation can own both.
 */
public interface Clock {
  /** Milliseconds since 1970, as far as this device knows; may jump either way. */
  double now();

  /** Runs {@code task} once, {@code ms} milliseconds from now, unless cancelled before. */
  Timer after(double ms, Runnable task);

  /** One appointment. */
  interface Timer {
    /** Idempotent; harmless after the task ran. */
    void cancel();
  }
}
