package dev.holdfast.verify.sim.ground;

/**
 * What every part of a world stands on.
 *
 * @param seed decides all chance
 * @param agenda the time, and what is going to happen
 * @param trace what has happened
 * @param faults how rough it is at present
 * @param bugs the places where a deliberate bug may sit
 */
public record Ground(long seed, Agenda agenda, Trace trace, Faults faults, Hooks bugs) {
  public static Ground of(long seed, Hooks bugs) {
    Agenda agenda = new Agenda();
    return new Ground(seed, agenda, new Trace(agenda), new Faults(), bugs);
  }

  /** Dice of their own for a part of the world. */
  public Dice dice(String part, int number) {
    return Dice.of(seed, part, number);
  }

  public double now() {
    return agenda.now();
  }

  /** Runs {@code task} after {@code ms}, if {@code life} lasts; the answer cancels it. */
  public Runnable after(double ms, Agenda.Life life, Runnable task) {
    return agenda.after(ms, life, task);
  }

  public void note(String what) {
    trace.note(what);
  }
}
