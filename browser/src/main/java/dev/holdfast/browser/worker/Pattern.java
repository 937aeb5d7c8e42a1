package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/**
 * A route's pattern, in the part of URLPattern's pathname syntax that every browser's worker can be
 * given: {@code :name} is one segment, {@code *} is anything, all else is itself. A pattern that
 * starts with a scheme is matched against the whole URL without its query, any other against the
 * path of our own origin.
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
