package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;

/**
 * Tells the browser which requests are none of the worker's, where it has the Static Routing API
 * ({@code InstallEvent.addRoutes}), so that it need not be woken to leave them alone.
 *
 * <p>All the worker may answer still comes to it: page loads, what a route may match, and the files
 * of every release that is kept. So the results are the same without.
 */
final class StaticRoutes {
  /*
   * The rules are fixed when a release is installed and hold for all pages alike, so none of them
   * answers from a cache: which answer is right depends on the page's subject and release. A pattern
   * here may match more than the route's own, never less.
   */
  private StaticRoutes() {}

  /**
   * A promise that is kept once the browser has been told, also if it refuses; rejected only with
   * {@code installed}.
   *
   * @param routes {@code ["METHOD pattern"]}
   */
  @Script
  static native Promise tell(Promise files, Promise installed, ExtendableEvent event, Json routes);
}
