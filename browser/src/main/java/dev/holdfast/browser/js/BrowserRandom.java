package dev.holdfast.browser.js;

import dev.holdfast.core.Random;
import org.teavm.jso.JSBody;

/** The browser's random numbers: {@code Math.random} for jitter, {@code crypto} for ids. */
public final class BrowserRandom implements Random {
  @Override
  public double next() {
    return random();
  }

  @Override
  public String hex(int digits) {
    return cryptoHex(digits);
  }

  @JSBody(script = "return Math.random();")
  private static native double random();

  @JSBody(
      params = "digits",
      script =
          "return Array.from(crypto.getRandomValues(new Uint8Array(digits)),"
              + " function (one) { return (one & 15).toString(16); }).join('');")
  private static native String cryptoHex(int digits);
}
