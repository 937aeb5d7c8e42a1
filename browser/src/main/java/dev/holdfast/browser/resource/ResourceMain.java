package dev.holdfast.browser.resource;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.WorkerScope;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Entry point of {@code holdfast-resource.js}. {@code resource-footer.js} makes {@link #open} a
 * global for the worker's bundle.
 */
public final class ResourceMain {
  private ResourceMain() {}

  public static void main(String[] args) {}

  /**
   * Adds the routes of one resource.
   *
   * @param given {@code {path, options, host, queue, first, add}}: what {@code ResourceModule} has
   */
  @JSExport
  public static void open(JSObject given) {
    Names.within(WorkerScope.path());
    Resource.add(given, Names.ofCache(), Shown.apply(), Names.ANSWERS, Names.of(Names.CHANNEL));
  }
}
