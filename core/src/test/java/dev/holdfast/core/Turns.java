package dev.holdfast.core;

import java.util.ArrayDeque;

/** An event loop that turns only when told to. */
public final class Turns {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  public void later(Runnable task) {
    tasks.add(task);
  }

  /** Runs all tasks, also those that they add. */
  public void untilIdle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
