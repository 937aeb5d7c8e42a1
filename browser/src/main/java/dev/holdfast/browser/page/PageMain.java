package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;

/** The page module's entry: what {@code page-footer.js} exports from here. */
public final class PageMain {
  private PageMain() {}

  public static void main(String[] args) {}

  @JSExport
  public static OfflineStorage storage() {
    return new OfflineStorage();
  }

  @JSExport
  public static NetworkApi network(OfflineStorage storage) {
    return new NetworkApi(storage.module());
  }

  /** Checks the options of a server and gives them back as the definition of a sync. */
  @JSExport
  public static Json server(Json options) {
    return Options.server(options);
  }

  /** The same for an app's own backend. */
  @JSExport
  public static Json backend(Json options) {
    return Options.rest(options);
  }
}
