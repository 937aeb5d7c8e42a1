package dev.holdfast.core;

import java.util.ArrayDeque;

/** An event loop that turns only when told to. */
public final class Turns {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  public void later(Runnable task) {
    tasks.add(task);
  }

  /** Runs at most {@code n} tasks, then drops the others, as a page that is killed does. */
  public void dieAfter(int n) {
    for (int i = 0; i < n && !tasks.isEmpty(); i++) {
      tasks.remove().run();
    }
    tasks.clear();
  }

  /** Runs all tasks, also those that they add. */
  public void untilIdle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
