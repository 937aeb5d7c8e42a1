package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Where Holdfast is: its scripts, the ping and the API are found relative to where the worker's
 * script came from, so that an app can live below any path, also behind a proxy that strips the
 * path.
 *
 * <p>That is the URL of {@code holdfast-worker.js}; of a worker that is compiled with it, that of
 * {@code precache.js}, which says it in {@code self.__HOLDFAST}; else the origin.
 */
final class Home {
  /**
   * {@code {root, elsewhere}}: the path above {@code holdfast/}, and paths that are no pages of the
   * app.
   */
  private static final JSObject FOUND = find();

  private Home() {}

  /** The path of one of Holdfast's files, such as {@code holdfast/ping}. */
  @JSBody(
      params = {"home", "file"},
      script = "return home.root + file;")
  private static native String of(JSObject home, String file);

  static String of(String file) {
    return of(FOUND, file);
  }

  /** The beginnings of the paths that our server or a backend behind it answers, {@code [text]}. */
  @JSBody(params = "home", script = "return home.elsewhere;")
  private static native Json elsewhere(JSObject home);

  static Json elsewhere() {
    return elsewhere(FOUND);
  }

  @Script
  private static native JSObject find();
}
