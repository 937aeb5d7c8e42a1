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

/** What the page asks of the browser itself. */
final class Browser {
  private Browser() {}

  @JSBody(params = "s", script = "return encodeURIComponent(s);")
  static native String encode(String s);

  /** Asks that this site's storage be kept when the browser needs room. */
  @JSBody(script = "navigator.storage && navigator.storage.persist && navigator.storage.persist();")
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

  @JSBody(script = "return isSecureContext && !!navigator.serviceWorker;")
  static native boolean hasWorkers();

  /**
   * Registers the worker; {@code waiting} hears that a new release waits. Where the user has
   * granted it, the browser is asked to wake the worker from time to time, twice a day at most.
   *
   * @param tag of these sync events
   */
  @Script
  static native Promise register(String url, Json scope, Idb.Listener waiting, String tag);

  @JSBody(
      params = "listener",
      script = "navigator.serviceWorker.addEventListener('message', listener);")
  static native void onWorkerMessage(Messages.Listener listener);

  /** The worker that controls this page; null without one. */
  @JSBody(script = "return navigator.serviceWorker && navigator.serviceWorker.controller || null;")
  static native @Nullable JSObject worker();

  /**
   * Tells the worker who is signed in here, undefined for nobody: a promise of its having heard, or
   * of nothing where no worker controls this page and {@code all} is false, since one that begins
   * to is told as well.
   */
  @Script
  static native Promise name(Json subject, boolean all);

  /** Does something with each database whose name begins so, one after the other. */
  @Script
  static native Promise databases(String prefix, Promise.Then each);

  /** Deletes a database; those who have it open let go of it. */
  @Script
  static native Promise deleteDatabase(String name);

  /**
   * Deletes a subject's caches and what is known outside of its databases.
   *
   * @param prefix of the names of its databases
   * @param ofCache {@link Names#ofCache}
   */
  @Script
  static native Promise forget(String prefix, String subject, JSObject ofCache);

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
