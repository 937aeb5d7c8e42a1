package dev.holdfast.browser.install;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope;
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

  /**
   * {@link Release#activate}, then takes over the pages that have no worker.
   *
   * @param preload whether navigation preload is wanted
   * @param makes whose caches are deleted too, {@code [text]}
   */
  @JSExport
  public static Promise activate(
      ExtendableEvent event, Promise files, Json keys, boolean preload, Json makes) {
    WorkerScope.preload(preload);
    event.waitUntil(Release.forget(makes));
    return WorkerScope.claimAfter(Release.activate(files, keys));
  }

  /** {@link StaticRoutes#tell}. */
  @JSExport
  public static Promise tell(Promise files, Promise installed, ExtendableEvent event, Json routes) {
    return StaticRoutes.tell(files, installed, event, routes);
  }
}
