package dev.holdfast.browser.install;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;

/**
 * Entry point of {@code holdfast-install.js}. {@code install-footer.js} makes its functions a
 * global for the worker's bundle, where {@code InstallModule} calls them.
 */
public final class InstallMain {
  private InstallMain() {}

  public static void main(String[] args) {}

  /** {@link Release#install}. */
  @JSExport
  public static Promise install(Promise files, Json keys, Json sources) {
    return Release.install(files, keys, sources);
  }

  /** {@link Release#activate}. */
  @JSExport
  public static Promise activate(Promise files, Json keys) {
    return Release.activate(files, keys);
  }

  /** {@link Release#forget}. */
  @JSExport
  public static Promise forget(Json makes) {
    return Release.forget(makes);
  }

  /** {@link StaticRoutes#tell}. */
  @JSExport
  public static Promise tell(Promise files, Promise installed, ExtendableEvent event, Json routes) {
    return StaticRoutes.tell(files, installed, event, routes);
  }
}
