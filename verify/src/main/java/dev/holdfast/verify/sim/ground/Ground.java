package dev.holdfast.verify.sim.ground;

/**
 * What every part of a world uses.
 *
 * @param seed decides all chance
 * @param agenda the time and the scheduled events
 * @param trace what has happened
 * @param faults the probability of faults at present
 * @param bugs the hooks for deliberate bugs
 */
public record Ground(long seed, Agenda agenda, Trace trace, Faults faults, Hooks bugs) {
  public static Ground of(long seed, Hooks bugs) {
    Agenda agenda = new Agenda();
    return new Ground(seed, agenda, new Trace(agenda), new Faults(), bugs);
  }

  /** Separate dice for a part of the world. */
  public Dice dice(String part, int number) {
    return Dice.of(seed, part, number);
  }

  public double now() {
    return agenda.now();
  }

  /**
   * Runs {@code task} after {@code ms} if {@code life} is still alive. The returned task cancels
   * it.
   */
  public Runnable after(double ms, Agenda.Life life, Runnable task) {
    return agenda.after(ms, life, task);
  }

  public void note(String what) {
    trace.note(what);
  }
}
