package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.teavm.jso.JSObject;

/**
 * The worker's network, for scripts and the other bundles. The queue's name for it is {@code Host}.
 */
interface NetworkApi extends JSObject {
  /** Whether the verdict is online. */
  boolean online();

  /** Whether it is online and an answer of our server has proved it. */
  boolean verified();

  /** Whether there is any evidence yet. */
  boolean known();

  /** Says whether the verdict is needed. Regular probing runs only while this is true. */
  void watch(boolean wanted);

  /** Calls {@code listener} after each change. */
  void subscribe(Idb.Listener listener);

  /** {@link Subjects#of}. */
  Promise subjectOf(String client);

  /** {@link Subjects#current}. */
  Promise subject();

  /** {@link Subjects#names}. */
  Json cacheNames();

  /** Fetches. Rejects if no answer has begun after {@code ms}; 0 is no limit. */
  Promise fetchWithin(Request request, double ms);

  /** Takes the answer of navigation preload, or fetches. Resolves to a {@code Response}. */
  Promise fetch(FetchEvent event, Request request);

  /**
   * Asks our server now: a promise of 0 offline, 1 degraded (it answers 5xx), 2 verified online.
   */
  Promise check();

  /** {@link NetworkStatus#hasNoProbe}. */
  boolean hasNoProbe();

  /**
   * Whether a header of this name has credentials or a token against CSRF: it is never stored. The
   * guide has the list.
   */
  boolean isCredential(String name);

  /**
   * Reports whether our origin has answered: 0 for no answer or 5xx, 2 for an answer in JSON, 1 for
   * any other.
   */
  void heard(int sense);
}
