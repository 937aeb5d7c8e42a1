package dev.holdfast.verify.sim.ground;

import org.jspecify.annotations.Nullable;

/** A guarantee does not hold. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String guarantee;

  /**
   * @param guarantee its name in the contract (I1 … I8), or a word for another rule that must hold
   */
  public Violation(String guarantee, String what, @Nullable Throwable cause) {
    super(guarantee + ": " + what, cause);
    this.guarantee = guarantee;
  }

  public Violation(String guarantee, String what) {
    this(guarantee, what, null);
  }

  public String guarantee() {
    return guarantee;
  }
}
