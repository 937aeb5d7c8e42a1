package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSExport;

/** The page module's entry: what {@code page-footer.js} exports from here. */
@NullMarked
public final class PageMain {
  private PageMain() {}

  public static void main(String[] args) {}

  @JSExport
  public static NetworkFace network() {
    return new NetworkFace();
  }

  @JSExport
  public static OfflineStorage storage(NetworkFace network) {
    return new OfflineStorage(network);
  }

  /** Checks the options of a server and gives them back as the definition of a sync. */
  @JSExport
  public static Json server(Json options) {
    if (!Json.isObject(options) || !Json.isString(Json.get(options, "space"))) {
      throw AppValue.typeError("holdfastServer() takes { space, url?, headers? }");
    }
    Definitions.text(options, "url", "");
    if (!Json.isAbsent(Json.get(options, "headers"))) {
      AppValue.function(Json.get(options, "headers"), "headers");
    }
    return Json.copy(options);
  }
}
