package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/** The worker's network as the other bundles see it across the border: {@code Network} there. */
public interface Host extends JSObject {
  /** Whether we believe to be online. */
  boolean online();

  /** Whether that rests on an answer of our server. */
  boolean verified();

  /** Whether there is any evidence yet. */
  boolean known();

  /** Asks now: a promise of 0 offline, 1 online but ill, 2 verified online. */
  Promise check();

  /** Whether the connection matters to somebody. */
  void watch(boolean wanted);

  /** Calls {@code listener} after each change. */
  void subscribe(Idb.Listener listener);

  /** A promise of a page's subject: empty if none was ever named, undefined if it named none. */
  Promise subjectOf(String client);

  /** A promise of who is signed in; undefined is nobody. */
  Promise subject();

  /** Fetches, given up when no answer has begun after {@code ms}. */
  Promise fetchWithin(Request request, double ms);

  /** The names of the caches that routes fill, without their subject: {@code [text]}. */
  Json cacheNames();
}
