package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Response;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/** The options of a strategy, as the app wrote them. */
@NullMarked
@JSClass(transparent = true)
abstract class StrategyOptions implements JSObject {
  private StrategyOptions() {}

  @JSBody(params = "o", script = "return o && o.cacheName || 'holdfast';")
  static native String cacheName(StrategyOptions o);

  /** 0: no limit. */
  @JSBody(params = "o", script = "return o && o.maxEntries || 0;")
  static native int maxEntries(StrategyOptions o);

  /** In ms; 0: no limit. */
  @JSBody(params = "o", script = "return o && o.maxAge || 0;")
  static native double maxAge(StrategyOptions o);

  /** In ms; 0: none. */
  @JSBody(params = "o", script = "return o && o.timeout || 0;")
  static native double timeout(StrategyOptions o);

  /** The app's own word on {@code response}; without one, everything but the opaque. */
  @JSBody(
      params = {"o", "response"},
      script = "return o && o.cacheable ? !!o.cacheable(response) : response.type !== 'opaque';")
  static native boolean cacheable(StrategyOptions o, Response response);
}
