package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/**
 * {@code holdfast-install.js}, which has what is done only when a release is installed or takes
 * over. Browsers allow a script to be loaded until the worker is installed, and keep it for later.
 */
@JSClass(transparent = true)
abstract class InstallModule implements JSObject {
  private InstallModule() {}

  /** Resolves to it; within an install or activate event. */
  static Promise load() {
    return load(Home.of("holdfast/holdfast-install.js"));
  }

  @JSBody(
      params = "script",
      script =
          """
          return new Promise(done => {
            self.holdfastInstall || importScripts(script);
            done(self.holdfastInstall);
          });
          """)
  private static native Promise load(String script);

  /** Downloads the files that are not stored yet. Rejects unless all are stored then. */
  abstract Promise install(Promise files, Json keys, Json sources);

  /**
   * Makes the release with these files the current one, takes over the pages, and deletes what
   * nobody needs, also what workers of other makes have left.
   */
  abstract Promise activate(
      ExtendableEvent event, Promise files, Json keys, boolean preload, Json makes);

  /** Tells the browser what need not reach the worker, once {@code installed}. */
  abstract Promise tell(Promise files, Promise installed, ExtendableEvent event, Json routes);
}
