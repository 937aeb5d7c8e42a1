package dev.holdfast.browser.engine;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Entry point of {@code holdfast-engine.js} and {@code holdfast-more.js}. The page module loads the
 * first one at start and calls {@link #open}; {@link Later} loads the second one, and calls {@link
 * #more}. The build puts into the second one what only {@link #more} reaches.
 */
public final class EngineMain {
  private EngineMain() {}

  public static void main(String[] args) {}

  /**
   * @param definitions what the app defined; the page module may still set fields of it
   * @param emit receives each event
   */
  @JSExport
  public static EngineApi open(Json definitions, JSObject emit) {
    AppValue.definitions = definitions;
    return new EngineApi(new Definitions(definitions), new News(emit));
  }

  /** The second part of the engine, for what {@link #open} has made. */
  @JSExport
  public static MoreApi more(EngineApi storage) {
    return new MoreApi(storage);
  }
}
