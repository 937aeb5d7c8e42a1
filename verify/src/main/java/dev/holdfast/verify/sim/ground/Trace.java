package dev.holdfast.verify.sim.ground;

/** A hash of everything that happened, in order. */
public final class Trace {
  private final Agenda agenda;
  private long hash = 0xcbf29ce484222325L;

  Trace(Agenda agenda) {
    this.agenda = agenda;
  }

  /** Adds an event that happens now. */
  public void note(String what) {
    mix(Double.doubleToLongBits(agenda.now()));
    mix(what.hashCode());
    mix(what.length());
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 32;
  }

  public String hex() {
    String digits = Long.toHexString(hash);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
