package dev.holdfast.browser.testing;

import org.teavm.jso.JSExport;

/** Entry point of the module that {@code testing.js} of the package for npm imports. */
public final class TestingMain {
  private TestingMain() {}

  public static void main(String[] args) {}

  /** A server without spaces. */
  @JSExport
  public static TestSpaces open() {
    return new TestSpaces();
  }
}
