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

  /** What the queue does with one request, in this order. */
  interface Steps extends JSObject {
    /**
     * A promise of the entry on disk, with its {@code id}, its {@code key} and whether it goes
     * directly.
     */
    Promise admit(Json entry);

    /**
     * A promise of the server's answer, while the page waits for it; or of null if the request has
     * to wait.
     */
    Promise direct(Json entry, Call call);

    /** Before a request that waits is answered: a promise of whether we are online. */
    Promise queued(Json entry, Call call);

    /** A promise of nothing: it is on disk that the page has its answer. */
    Promise answered(Json entry);
  }

  /**
   * @param order what the routes of a queue share: {@code tail}, the admission of the previous
   *     request, and {@code ids}, whether any route has temporary ids
   * @param options the app's options; null for none
   */
  static ReadyMade of(Json order, @Nullable JSObject options, Steps queue, Host host) {
    JSObject o = given(options);
    JSObject entry = entry(order, o, Mentions.rewrite(), host);
    return of(order, o, queue, host, entry, reply(o, queue));
  }

  @JSBody(params = "options", script = "return options || {};")
  private static native JSObject given(@Nullable JSObject options);

  /*
   * Admissions wait for each other, since reading and hashing a large body takes longer than a small
   * one's. A request that may not be kept (its page named no subject, or its body is over maxBody) goes
   * to the network as it is.
   *
   * The body is read from the request itself, since a clone of it costs more than all the rest of an
   * admission. Who needs the request afterwards finds another one with the same body in the call. A page load's could
   * not be made again, so that one is cloned.
   */
  @Script
  private static native ReadyMade of(
      Json order, JSObject o, Steps queue, Host host, JSObject entry, JSObject reply);

  /**
   * Returns a function that makes the entry of a call, with the texts that it mentions. It resolves
   * to the entry.
   */
  @Script
  private static native JSObject entry(Json order, JSObject o, JSObject rewrite, Host host);

  /**
   * Returns a function that makes the page's answer to a request that stays in the queue. It
   * resolves to the answer.
   */
  @Script
  private static native JSObject reply(JSObject o, Steps queue);
}
