package dev.holdfast.browser.install;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;

/**
 * Tells the browser which requests the worker never answers, so that it does not wake the worker
 * for them. Only for browsers with the Static Routing API ({@code InstallEvent.addRoutes}).
 *
 * <p>Every request that the worker may answer still reaches it: page loads, requests that a route
 * may match, and files of every release that is kept. So the answers do not change.
 */
final class StaticRoutes {
  /*
   * The rules are fixed when a release is installed and hold for all pages, so no rule answers from
   * a cache: the right answer depends on the page's subject and release. A pattern here may match
   * more than the route's own, never less.
   */
  private StaticRoutes() {}

  /**
   * Resolves when the browser has been told, even if it refuses. Rejects only if {@code installed}
   * does.
   *
   * @param routes {@code ["METHOD pattern"]}
   */
  @Script
  static native Promise tell(Promise files, Promise installed, ExtendableEvent event, Json routes);
}
