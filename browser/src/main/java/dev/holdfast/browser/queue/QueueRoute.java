package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.worker.Call;
import dev.holdfast.browser.worker.ReadyMade;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * A route made by {@code queue()}: its requests are read, admitted one after the other, sent or
 * kept, and answered.
 */
final class QueueRoute {
  private QueueRoute() {}

  /** What the queue does with one request, in this order; each a promise. */
  interface Steps extends JSObject {
    /** Of the entry on disk, with its {@code id}, its {@code key} and whether it goes directly. */
    Promise admit(Json entry);

    /** Of the server's answer, while the page waits for it; of null if the request has to wait. */
    Promise direct(Json entry, Call call);

    /** Before a request that waits is answered: of whether we are online. */
    Promise queued(Json entry, Call call);

    /** Of nothing: that the page has its answer is on disk. */
    Promise answered(Json entry);
  }

  /**
   * @param order what the routes of a queue have in common: {@code tail}, the admission of the
   *     request before, and {@code ids}, whether any of them makes temporary ids
   * @param options the app's, may be undefined
   */
  static ReadyMade of(Json order, @Nullable JSObject options, Steps queue, Host host) {
    JSObject o = given(options);
    return of(order, o, queue, host, entry(order, o, Mentions.rewrite()), reply(o, queue));
  }

  @JSBody(params = "options", script = "return options || {};")
  private static native JSObject given(@Nullable JSObject options);

  /*
   * Admissions wait for each other, since reading and hashing a large body takes longer than a small
   * one's. What is nobody's to keep, since its page has not said who is signed in or it is too large,
   * goes to the network as it is.
   */
  @Script
  private static native ReadyMade of(
      Json order, JSObject o, Steps queue, Host host, JSObject entry, JSObject reply);

  /** A function that makes the entry of a call, with what it mentions; a promise of it. */
  @Script
  private static native JSObject entry(Json order, JSObject o, JSObject rewrite);

  /** A function that makes the answer of a request that waits; a promise of it. */
  @Script
  private static native JSObject reply(JSObject o, Steps queue);
}
