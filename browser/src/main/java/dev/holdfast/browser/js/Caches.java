package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The Cache API. Every method returns a promise. Its comment says of what. */
public final class Caches {
  private Caches() {}

  /** One named cache. */
  public interface Cache extends JSObject {
    /** A {@link Response} or undefined. */
    Promise match(JSObject request, @Nullable Json options);

    Promise put(JSObject request, Response response);

    /** A boolean. */
    Promise delete(JSObject request);

    /** An array of {@link Request}s, in the order they were put. */
    Promise keys();
  }

  /** A {@link Cache}. */
  @JSBody(params = "name", script = "return caches.open(name);")
  public static native Promise open(String name);

  /** A boolean. */
  @JSBody(params = "name", script = "return caches.delete(name);")
  public static native Promise delete(String name);

  /** A boolean. */
  @JSBody(params = "name", script = "return caches.has(name);")
  public static native Promise has(String name);

  /** An array of names. */
  @JSBody(script = "return caches.keys();")
  public static native Promise names();
}
