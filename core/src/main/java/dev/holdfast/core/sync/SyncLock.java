package dev.holdfast.core.sync;

/** A lock with at most one holder in the whole browser. */
public interface SyncLock {
  /**
   * Runs {@code held} as soon as the lock is free, and keeps the lock until {@code release} is
   * called.
   */
  void hold(Held held);

  /** The work under the lock. */
  interface Held {
    void run(Runnable release);
  }
}
