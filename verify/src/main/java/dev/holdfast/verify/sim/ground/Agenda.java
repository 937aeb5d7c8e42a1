package dev.holdfast.verify.sim.ground;

import java.util.PriorityQueue;

/**
 * Virtual time and all scheduled events, in one order: by time, then in the order of scheduling.
 */
public final class Agenda {
  /** Something that can die. Its scheduled events then do not run. */
  public interface Life {
    boolean alive();
  }

  /** Never dies. */
  public static final Life WORLD = () -> true;

  private static final class Event implements Comparable<Event> {
    final double at;
    final long order;
    final Life life;
    final Runnable task;
    boolean cancelled;

    Event(double at, long order, Life life, Runnable task) {
      this.at = at;
      this.order = order;
      this.life = life;
      this.task = task;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private double now;
  private long order;
  private long happened;

  double now() {
    return now;
  }

  public long happened() {
    return happened;
  }

  /**
   * Runs {@code task} after {@code ms} if {@code life} is still alive. The returned task cancels
   * it.
   */
  public Runnable after(double ms, Life life, Runnable task) {
    Event event = new Event(now + Math.max(0, ms), order++, life, task);
    events.add(event);
    return () -> event.cancelled = true;
  }

  /** Lets {@code ms} pass and runs the events in that time. */
  public void pass(double ms) {
    double until = now + ms;
    while (!events.isEmpty() && events.peek().at <= until) {
      Event event = events.poll();
      if (!event.cancelled && event.life.alive()) {
        now = event.at;
        happened++;
        event.task.run();
      }
    }
    now = until;
  }
}
