package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;

/** Entry point of {@code holdfast.js}. {@code page-footer.js} exports what is made here. */
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

  /** {@code holdfastServer}: checks the options and returns them as a way to sync. */
  @JSExport
  public static Json server(Json options) {
    return Options.server(options);
  }

  /** {@code rest}: checks the options and returns them as a way to sync. */
  @JSExport
  public static Json backend(Json options) {
    return Options.rest(options);
  }
}
