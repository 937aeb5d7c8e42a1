package dev.holdfast.verify.sim;

import org.jspecify.annotations.Nullable;

/** A guarantee does not hold. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String guarantee;

  /**
   * @param guarantee its name in the contract (I1 … I8), or a word for what else must hold
   */
  Violation(String guarantee, String what, @Nullable Throwable cause) {
    super(guarantee + ": " + what, cause);
    this.guarantee = guarantee;
  }

  Violation(String guarantee, String what) {
    this(guarantee, what, null);
  }

  String guarantee() {
    return guarantee;
  }
}
