package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The browser's own functions that the page calls. */
final class Browser {
  private Browser() {}

  @JSBody(params = "s", script = "return encodeURIComponent(s);")
  static native String encode(String s);

  /** Asks the browser not to evict this site's storage when it needs room. */
  @JSBody(
      script =
          "navigator.storage && navigator.storage.persist"
              + " && navigator.storage.persist().catch(() => {});")
  static native void persist();

  /**
   * Stores the replica id in localStorage. Returns whether another id was there: then the database
   * was evicted.
   *
   * @param replica empty after a sign-out: then no id is stored
   */
  @Script
  static native boolean storeIdentity(String database, String replica);

  @JSBody(script = "return document.visibilityState === 'visible';")
  static native boolean isVisible();

  @JSBody(params = "listener", script = "document.addEventListener('visibilitychange', listener);")
  static native void onVisible(Idb.Listener listener);

  @JSBody(
      script =
          "try { return !!(globalThis.isSecureContext && navigator.serviceWorker); }"
              + " catch (blocked) { return false; }")
  static native boolean hasWorkers();

  /**
   * Registers the worker. Calls {@code waiting} when a new release is installed and waits. If the
   * user has granted periodic sync, the browser wakes the worker now and then, at most twice a day.
   *
   * @param tag the tag of the periodic sync events
   * @param watched the registrations that this page has been told of before
   */
  @Script
  static native Promise register(
      String url, Json scope, Idb.Listener waiting, String tag, Json watched);

  /**
   * Asks whether there is a newer worker, if the page has one. Resolves to whether a new release is
   * waiting then, or has become the first one. Rejects if nobody answered.
   *
   * @param at a URL in the scope of the worker; absent for this page's
   */
  @Script
  static native Promise update(Json at);

  @JSBody(
      params = "listener",
      script = "navigator.serviceWorker.addEventListener('message', listener);")
  static native void onWorkerMessage(Messages.Listener listener);

  @JSBody(
      params = "listener",
      script = "navigator.serviceWorker.addEventListener('controllerchange', listener);")
  static native void onController(Idb.Listener listener);

  /** The worker that controls this page; null without one. */
  @JSBody(script = "return navigator.serviceWorker && navigator.serviceWorker.controller || null;")
  static native @Nullable JSObject worker();

  /**
   * Tells the worker who is signed in here; undefined for nobody. Resolves when the worker has
   * answered, or after 5 s. If no worker controls this page yet, the worker is told when it is
   * active, and this resolves at once.
   *
   * @param all whether to tell the active worker now, even if it does not control this page
   */
  @Script
  static native Promise name(Json subject, boolean all);

  /**
   * Calls {@code each} with the name of each database that begins with {@code prefix}, one after
   * the other.
   */
  @Script
  static native Promise databases(String prefix, Promise.Then each);

  /** Deletes a database. Tabs and workers that have it open close it first. */
  @Script
  static native Promise deleteDatabase(String name);

  /**
   * Deletes a subject's caches, and the replica ids that localStorage has for its databases.
   *
   * @param prefix the beginning of the names of its databases
   * @param ofCache {@link Names#ofCache}
   */
  @Script
  static native Promise forget(String prefix, String subject, JSObject ofCache);

  /** Lets a waiting release take over. Resolves to whether one did. */
  @Script
  static native Promise takeOver(Json url);

  /**
   * Resolves to how much is stored, how much may be stored, and whether it is at risk. Browsers
   * report more free room than there is. So a write that failed for lack of room counts more than
   * the estimate.
   */
  @Script
  static native Promise estimate(Json failed);

  @JSBody(params = "text", script = "return new Blob([text], {type: 'application/json'});")
  static native JSObject blob(String text);

  @JSBody(params = "blob", script = "return blob.text();")
  static native Promise text(JSObject blob);

  @JSBody(params = "v", script = "return v instanceof Blob;")
  static native boolean isBlob(Json v);

  /** Lets the user save {@code blob} as {@code holdfast-<space>-<time>.json}. */
  @Script
  static native void download(JSObject blob, String space);
}
