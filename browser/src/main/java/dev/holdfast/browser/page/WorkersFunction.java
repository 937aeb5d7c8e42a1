package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The sync function that the app has given to its worker ({@code holdfast.sync(fn)}), as a function
 * for the engine of a page that has no way to sync of its own: it is called through a port, and so
 * are its signal and its progress.
 */
final class WorkersFunction {
  private WorkersFunction() {}

  /** Takes the function. */
  @JSFunctor
  interface Found extends JSObject {
    void heard(Json fn);
  }

  /**
   * Asks the worker, now and whenever another takes over, and entrusts it with the space. A promise
   * of its first answer; it does not wait longer than 5 s for a worker that has none. Calls fail at
   * once from then on, as the one under way does, until a worker has the function again.
   */
  static Promise find(Json definitions, Found found) {
    String subject = text(definitions, "subject", "");
    String database = Names.ofSpace(subject, text(definitions, "space", "default"));
    return find(definitions, subject, database, found);
  }

  private static String text(Json definitions, String name, String otherwise) {
    Json value = Json.get(definitions, name);
    return Json.isString(value) ? Json.text(value) : otherwise;
  }

  @Script
  private static native Promise find(
      Json definitions, String subject, String database, Found found);

  /**
   * Asks for a sync event, in browsers that have them, each time that work is left and this page is
   * hidden, since it may be closed next, or the browser knows of no connection.
   *
   * @param tag of the event
   */
  @Script
  static native void wakeForWork(OfflineStorage storage, String tag);
}
