package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/**
 * A route's pattern, in URLPattern's pathname syntax: by the browser's {@code URLPattern} where it
 * has one, else by a regular expression. A pattern that starts with a scheme is matched against the
 * whole URL without its query, always by a regular expression. Any other is matched against the
 * path, on our own origin only. What can never match is refused: the worker's script fails.
 */
final class Pattern {
  private final JSObject compiled;

  Pattern(String pattern) {
    this.compiled = compile(pattern);
  }

  /**
   * The named parts as an object, those of {@code *} under 0, 1 …; absent if it does not match.
   *
   * @param own whether {@code url} is of our own origin
   */
  Json match(String url, String path, boolean own) {
    return match(compiled, url, path, own);
  }

  @Script
  private static native JSObject compile(String pattern);

  @Script
  private static native Json match(JSObject compiled, String url, String path, boolean own);
}
