package dev.holdfast.verify.sim.ground;

/** The probability of each fault at present. There are three levels: calm, rough and stormy. */
public final class Faults {
  /** What happens to one request. */
  public enum Fate {
    ANSWERED,
    DROPPED_BEFORE_COMMIT,
    DROPPED_AFTER_COMMIT,
    TRUNCATED,
    DUPLICATED,
    LATE,
    STATUS_503,
    STATUS_429,
    HTML_200,
    REDIRECTED,
    /** The server handles the request, but only after the client has given up on it. */
    HANDLED_AFTER_TIMEOUT
  }

  private static final double[] NETWORK = {0, 0.25, 0.7};
  private static final double[] STORE = {0, 0.003, 0.02};
  private int level;

  /**
   * @param level 0 calm, 1 rough, 2 stormy
   */
  public void set(int level) {
    this.level = level;
  }

  public int level() {
    return level;
  }

  public Fate fate(Dice dice) {
    if (!dice.chance(NETWORK[level])) {
      return Fate.ANSWERED;
    }
    return Fate.values()[1 + dice.below(Fate.values().length - 1)];
  }

  /** Whether the browser closes the database's connection. */
  public boolean store(Dice dice) {
    return level > 0 && dice.chance(STORE[level]);
  }

  /** Whether a message between tabs, or a poke, is lost. */
  public boolean message(Dice dice) {
    return level > 0 && dice.chance(NETWORK[level] / 2);
  }
}
