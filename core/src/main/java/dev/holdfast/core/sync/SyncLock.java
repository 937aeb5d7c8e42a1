package dev.holdfast.core.sync;

/** A lock with at most one holder in the whole browser. */
public interface SyncLock {
  /** Runs {@code held} once nobody else holds the lock, until it calls {@code release}. */
  void hold(Held held);

  /** The work under the lock. */
  interface Held {
    void run(Runnable release);
  }
}
