package dev.holdfast.browser.js;

import dev.holdfast.core.Random;
import org.teavm.jso.JSBody;

/** The browser's random numbers: {@code Math.random} for jitter, {@code crypto} for ids. */
public final class BrowserRandom implements Random {
  /** How many digits are asked of the browser at a time: one call for each id would be slow. */
  private static final int BLOCK = 1024;

  private String block = "";

  @Override
  public double next() {
    return random();
  }

  @Override
  public String hex(int digits) {
    if (block.length() < digits) {
      block = cryptoHex(BLOCK);
    }
    String hex = block.substring(0, digits);
    block = block.substring(digits);
    return hex;
  }

  @JSBody(script = "return Math.random();")
  private static native double random();

  @JSBody(
      params = "digits",
      script =
          "return Array.from(crypto.getRandomValues(new Uint32Array(digits / 8)),"
              + " one => (one + 0x100000000).toString(16).slice(1)).join('');")
  private static native String cryptoHex(int digits);
}
