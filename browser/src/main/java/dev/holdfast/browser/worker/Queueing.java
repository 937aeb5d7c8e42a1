package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * A queue for the writes of a route, with its options. Writes are on disk before they are answered,
 * and are sent in order once the server can be reached.
 *
 * <p>How to use it: {@code queue().lane("tasks")}.
 */
public final class Queueing {
  private final Json options = Json.object();

  private Queueing() {}

  public static Queueing queue() {
    return new Queueing();
  }

  /**
   * Makes the page's answer when a request has to wait; by default 202 with the header {@code
   * Holdfast-Queued: <id>} and the request's JSON, or 303 to where it came from for a page load.
   */
  public Queueing reply(Answer reply) {
    return with("reply", script(reply));
  }

  /** Writes of one lane keep their order. By default, a lane is a path without its query. */
  public Queueing lane(String name) {
    return with("lane", Json.of(name));
  }

  /**
   * Parks a request that was sent but not answered, rather than sending it again under its key. For
   * backends that do not honour the key.
   */
  public Queueing parkUnknown() {
    return with("onUnknown", Json.of("park"));
  }

  /** Sends the {@code Idempotency-Key} to another origin too. Our own origin always gets it. */
  public Queueing idempotencyKey() {
    return with("idempotencyKey", Json.of(true));
  }

  /**
   * A JSON Pointer to the id of the new resource, in the request's JSON body and in the server's
   * answer. The id in the body is temporary. Later requests that mention it are sent with the
   * server's id.
   */
  public Queueing idFrom(String pointer) {
    return with("idFrom", Json.of(pointer));
  }

  /**
   * Stores these headers with a request, although they have credentials.
   *
   * @param names {@code [text]}
   */
  public Queueing keepHeaders(Json names) {
    return with("keepHeaders", names);
  }

  /** The largest body that is queued, in bytes. Larger ones go to the network only. */
  public Queueing maxBody(double bytes) {
    return with("maxBody", Json.of(bytes));
  }

  JSObject options() {
    return options;
  }

  private Queueing with(String option, Json value) {
    Json.set(options, option, value);
    return this;
  }

  @JSBody(params = "answer", script = "return answer;")
  private static native Json script(Answer answer);
}
