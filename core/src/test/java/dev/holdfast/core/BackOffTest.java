package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackOffTest {
  @Test
  void eachTryThatFails_doublesTheWait_upToAMinute() {
    BackOff backOff = new BackOff();
    double[] waits = new double[8];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = backOff.draw(always(1));
      backOff.grow();
    }
    assertThat(waits).containsExactly(1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000);
  }

  @Test
  void aWait_isHalfOfItsLengthAtLeast() {
    assertThat(new BackOff().draw(always(0))).isEqualTo(500);
  }

  @Test
  void aTryThatWentWell_beginsAnew() {
    BackOff backOff = new BackOff();
    backOff.grow();
    backOff.reset();
    assertThat(backOff.draw(always(1))).isEqualTo(1_000);
  }

  @Test
  void whatIsAskedForAtLeast_lengthensButNeverShortens_andStaysWithinAMinute() {
    BackOff backOff = new BackOff();
    backOff.atLeast(BackOff.LOGIN);
    assertThat(backOff.length()).isEqualTo(6_000);
    backOff.atLeast(2_000);
    assertThat(backOff.length()).isEqualTo(6_000);
    backOff.atLeast(600_000);
    assertThat(backOff.length()).isEqualTo(60_000);
  }

  /** Draws {@code share} each time; 1 stands for the upper bound of a random number. */
  private static Random always(double share) {
    return new Random() {
      @Override
      public double next() {
        return share;
      }

      @Override
      public String hex(int digits) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
