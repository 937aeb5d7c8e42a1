package dev.holdfast.core.net;

import dev.holdfast.core.Clock;
import java.util.Comparator;
import java.util.TreeSet;

/** A clock whose time passes only when told to. */
public final class VirtualClock implements Clock {
  private record Appointment(double at, int order, Runnable task) {}

  private final TreeSet<Appointment> agenda =
      new TreeSet<>(
          Comparator.comparingDouble(Appointment::at).thenComparingInt(Appointment::order));
  private double now = 1_000_000;
  private int order;

  @Override
  public double now() {
    return now;
  }

  @Override
  public Timer after(double ms, Runnable task) {
    Appointment appointment = new Appointment(now + ms, order++, task);
    agenda.add(appointment);
    return () -> agenda.remove(appointment);
  }

  public void pass(double ms) {
    double until = now + ms;
    while (!agenda.isEmpty() && agenda.first().at() <= until) {
      Appointment due = agenda.first();
      agenda.remove(due);
      now = due.at();
      due.task().run();
    }
    now = until;
  }

  /**
   * The device's clock is set to another time. Scheduled tasks still run after the same interval.
   */
  public void jump(double ms) {
    var moved = new TreeSet<>(agenda);
    agenda.clear();
    moved.forEach(a -> agenda.add(new Appointment(a.at() + ms, a.order(), a.task())));
    now += ms;
  }

  public int appointments() {
    return agenda.size();
  }
}
