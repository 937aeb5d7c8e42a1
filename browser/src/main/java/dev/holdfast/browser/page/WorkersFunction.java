package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Lets a page that has no way to sync use the sync function of its worker ({@code
 * holdfast.sync(fn)}). The engine gets a function that calls the worker's through a message port.
 * The port also carries the abort signal and the progress.
 */
final class WorkersFunction {
  private WorkersFunction() {}

  /** Receives the function. */
  @JSFunctor
  interface Found extends JSObject {
    void heard(Json fn);
  }

  /**
   * Asks the worker for its function and entrusts the space to it, now and whenever another worker
   * takes over. Resolves at the first answer, or after 5 s if the worker has no function. In that
   * case the current call and later ones fail at once, until a worker has the function again.
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
   * Asks for a sync event, if the browser has Background Sync, whenever work is left and the page
   * is hidden or the browser is offline. A hidden page may be closed next.
   *
   * @param tag the event's tag
   */
  @Script
  static native void wakeForWork(OfflineStorage storage, String tag);
}
