package dev.holdfast.core.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Prints a double as ECMAScript's Number::toString does: the fewest digits that read back as the
 * same double, and of those the nearest. {@code Double.toString} cannot be used: its output differs
 * between JDKs.
 */
final class EcmaNumber {
  private static final double TWO_53 = 9007199254740992.0;

  private EcmaNumber() {}

  static String print(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no number " + value);
    }
    if (value == (long) value && Math.abs(value) < TWO_53) {
      return Long.toString((long) value);
    }
    return value < 0 ? "-" + layout(shortest(-value)) : layout(shortest(value));
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    // Start at 15 digits: at most one decimal of 15 digits reads back as a given normal double.
    // A shorter decimal is that one with trailing zeros, which layout() strips.
    for (int digits = value < Double.MIN_NORMAL ? 1 : 15; digits < 17; digits++) {
      BigDecimal best = nearest(exact, digits, value);
      if (best != null) {
        return best;
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
  }

  /** The decimal of {@code digits} digits that reads back as {@code value}; null if none does. */
  private static @Nullable BigDecimal nearest(BigDecimal exact, int digits, double value) {
    BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
    BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
    boolean downReads = down.doubleValue() == value;
    boolean upReads = up.doubleValue() == value;
    if (downReads && upReads) {
      int nearer = exact.subtract(down).compareTo(up.subtract(exact));
      boolean even = !down.unscaledValue().testBit(0);
      return nearer < 0 || (nearer == 0 && even) ? down : up;
    }
    return downReads ? down : upReads ? up : null;
  }

  private static String layout(BigDecimal decimal) {
    BigDecimal stripped = decimal.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    int k = digits.length();
    int n = k - stripped.scale(); // value = 0.digits × 10^n
    if (stripped.unscaledValue().equals(BigInteger.ZERO)) {
      return "0";
    }
    if (k <= n && n <= 21) {
      return digits + "0".repeat(n - k);
    }
    if (0 < n && n <= 21) {
      return digits.substring(0, n) + "." + digits.substring(n);
    }
    if (-6 < n && n <= 0) {
      return "0." + "0".repeat(-n) + digits;
    }
    String exponent = (n - 1 < 0 ? "e-" : "e+") + Math.abs(n - 1);
    return k == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
  }
}
