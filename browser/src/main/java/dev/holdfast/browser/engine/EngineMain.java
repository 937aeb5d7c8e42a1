package dev.holdfast.browser.engine;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Entry point of {@code holdfast-engine.js}. The page module loads it at start and calls {@link
 * #open}.
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
}
