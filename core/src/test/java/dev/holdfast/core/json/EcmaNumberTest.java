package dev.holdfast.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

/** Prints numbers as ECMAScript does. Module verify tests that a real browser agrees. */
class EcmaNumberTest {
  private static final int CASES = 10_000;

  @Test
  void aPrintedNumber_readsBackAsTheSameDouble() {
    Law.check(
        1,
        CASES,
        Values::number,
        x -> assertThat(Double.parseDouble(EcmaNumber.print(x))).isEqualTo(x == 0 ? 0.0 : x));
  }

  @Test
  void noShorterNumberWouldReadBack_andNoneAsShortIsNearer() {
    Law.check(
        2,
        CASES,
        Values::number,
        x -> {
          if (x != 0) {
            BigDecimal exact = new BigDecimal(x);
            BigDecimal printed = new BigDecimal(EcmaNumber.print(x)).stripTrailingZeros();
            int digits = printed.precision();
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (nearest.doubleValue() == x) {
              assertThat(exact.subtract(printed).abs())
                  .isEqualByComparingTo(exact.subtract(nearest).abs());
            }
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
              BigDecimal shorter = exact.round(new MathContext(Math.max(1, digits - 1), mode));
              assertThat(digits == 1 || shorter.doubleValue() != x).isTrue();
            }
          }
        });
  }

  @Test
  void whatJsonHasNoNumberFor_isRefused() {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> EcmaNumber.print(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
