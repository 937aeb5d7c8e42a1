package dev.holdfast.browser.js;

import dev.holdfast.core.Random;
import org.teavm.jso.JSBody;

/** The browser's random numbers: {@code Math.random} for jitter, {@code crypto} for ids. */
public final class BrowserRandom implements Random {
  /** How many digits are asked of the browser at a time: one call for each id would be slow. */
  private static final int BLOCK = 4096;

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
          "const pairs = Array.from({length: 256}, (none, byte) => (byte + 256).toString(16).slice(1));"
              + " return Array.from(crypto.getRandomValues(new Uint8Array(digits / 2)),"
              + " byte => pairs[byte]).join('');")
  private static native String cryptoHex(int digits);
}
