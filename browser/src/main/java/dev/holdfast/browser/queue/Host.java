package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/** The worker's {@code Network}, as the bundles of the queue and of the sync function call it. */
public interface Host extends JSObject {
  /** Whether the verdict is online. */
  boolean online();

  /** Whether it is online and an answer of our server has proved it. */
  boolean verified();

  /** Whether there is any evidence yet. */
  boolean known();

  /** Asks now: a promise of 0 offline, 1 degraded (it answers 5xx), 2 verified online. */
  Promise check();

  /** Whether what answers the probe does not know it. */
  boolean hasNoProbe();

  /** Says whether the verdict is needed. Regular probing runs only while this is true. */
  void watch(boolean wanted);

  /** Calls {@code listener} after each change. */
  void subscribe(Idb.Listener listener);

  /**
   * Resolves to a page's subject; empty if no page has ever named one, undefined if only this page
   * has not.
   */
  Promise subjectOf(String client);

  /** Resolves to who is signed in; undefined for nobody. */
  Promise subject();

  /** Fetches, given up when no answer has begun after {@code ms}; 0 is never. */
  Promise fetchWithin(Request request, double ms);

  /** Whether a header of this name is never stored. */
  boolean isCredential(String name);

  /** The names of the caches that routes fill, without the subject: {@code [text]}. */
  Json cacheNames();
}
