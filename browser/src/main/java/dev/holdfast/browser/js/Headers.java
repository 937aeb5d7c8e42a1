package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/** The fetch standard's {@code Headers}. */
@JSClass(transparent = true)
public abstract class Headers implements JSObject {
  private Headers() {}

  public abstract @Nullable String get(String name);

  public abstract boolean has(String name);

  public abstract void set(String name, String value);

  public abstract void append(String name, String value);

  public abstract void delete(String name);

  /** All of them as {@code [[name, value], …]}. */
  @JSBody(params = "headers", script = "return Array.from(headers);")
  public static native Json entries(Headers headers);
}
