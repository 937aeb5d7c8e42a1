package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
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

  @JSBody(
      params = "pattern",
      script =
          "var names = [], count = 0;"
              + " var source = pattern.replace(/[.+?^${}()|[\\]\\\\]/g, '\\\\$&')"
              + ".replace(/:(\\w+)|\\*/g, function (all, name) {"
              + " if (all.slice(0, 1) === ':' && /^\\d/.test(name)) return all;"
              + " names.push(name || String(count++)); return name ? '([^/]+)' : '(.*)'; });"
              + " return {full: /^\\w+:\\/\\//.test(pattern), names: names,"
              + " expression: new RegExp('^' + source + '$')};")
  private static native JSObject compile(String pattern);

  @JSBody(
      params = {"compiled", "url", "path", "own"},
      script =
          "var found = (compiled.full || own)"
              + " && compiled.expression.exec(compiled.full ? url : path), out = {};"
              + " if (!found) return void 0;"
              + " compiled.names.forEach(function (name, index) { out[name] = found[index + 1]; });"
              + " return out;")
  private static native Json match(JSObject compiled, String url, String path, boolean own);
}
