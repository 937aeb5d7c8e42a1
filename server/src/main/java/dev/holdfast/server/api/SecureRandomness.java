package dev.holdfast.server.api;

import dev.holdfast.core.Random;
import java.security.SecureRandom;

/** Random numbers that cannot be guessed. */
final class SecureRandomness implements Random {
  private final SecureRandom random = new SecureRandom();

  @Override
  public double next() {
    return random.nextDouble();
  }

  @Override
  public String hex(int digits) {
    StringBuilder out = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit(random.nextInt(16), 16));
    }
    return out.toString();
  }
}
