package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/** The network as scripts see it, and the queue's bundle, which calls this {@code Host}. */
interface NetworkApi extends JSObject {
  /** Whether we believe to be online. */
  boolean online();

  /** Whether that rests on an answer of our server. */
  boolean verified();

  /** Whether there is any evidence yet. */
  boolean known();

  /** Whether the connection matters to somebody. */
  void watch(boolean wanted);

  /** Calls {@code listener} after each change. */
  void subscribe(Idb.Listener listener);

  /** {@link Subjects#of}. */
  Promise subjectOf(String client);

  /** {@link Subjects#current}. */
  Promise subject();

  /** {@link Subjects#names}. */
  Json cacheNames();

  /** Fetches, given up when no answer has begun after {@code ms}; 0 is never. */
  Promise fetchWithin(Request request, double ms);

  /** What the browser has asked already, or fetches; a promise of a {@code Response}. */
  Promise fetch(FetchEvent event, Request request);

  /** Asks our server now: a promise of 0 offline, 1 online but ill, 2 verified online. */
  Promise check();

  /** Hears whether our server answered sensibly. */
  void heard(boolean sensible);
}
