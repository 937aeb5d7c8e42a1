package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** {@code holdfast-resource.js}. The first {@code resource()} loads it, as {@link QueueModule}. */
final class ResourceModule {
  private ResourceModule() {}

  /** Adds a route, as {@code intercept} does. */
  @JSFunctor
  interface Adding extends JSObject {
    void added(String route, ReadyMade answer);
  }

  /**
   * @param script the URL of {@code holdfast-resource.js}
   * @param first a {@code networkFirst} with the resource's options
   */
  @Script
  static native void add(
      String script,
      String path,
      @Nullable JSObject options,
      NetworkApi network,
      QueueModule queue,
      ReadyMade first,
      Adding routes);
}
