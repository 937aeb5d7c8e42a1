package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/** Checks the options of a call, so that a name that is misspelt is not just ignored. */
final class Checked {
  private Checked() {}

  /** Returns {@code options}. Throws a {@code TypeError} that names option, expected and got. */
  @Script
  static native @Nullable JSObject of(String call, @Nullable JSObject options);
}
