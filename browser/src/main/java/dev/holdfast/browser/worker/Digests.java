package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** SHA-256 by the browser. */
@NullMarked
final class Digests {
  private Digests() {}

  /** A promise of 64 hex digits. */
  @JSBody(
      params = "bytes",
      script =
          "return crypto.subtle.digest('SHA-256', bytes).then(function (d) {"
              + " return Array.from(new Uint8Array(d), function (b) {"
              + " return (b + 256).toString(16).slice(1); }).join(''); });")
  static native Promise sha256(JSObject bytes);
}
