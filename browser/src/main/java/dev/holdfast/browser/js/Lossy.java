package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;

/** Values of the app that JSON cannot carry unchanged. */
public final class Lossy {
  private Lossy() {}

  /**
   * In debug mode, says once on the console which value will come back as another: a date, or
   * anything else with {@code toJSON}.
   *
   * @param definitions what the app has defined: {@code debug} is in it, and whether it was said
   */
  @Script
  public static native void tell(Json value, Json definitions);
}
