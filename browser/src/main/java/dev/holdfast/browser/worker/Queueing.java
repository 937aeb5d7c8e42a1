package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Writes that are on disk before they are answered and sent in order once the server is there, with
 * the options of a route.
 *
 * <p>How to use it: {@code queue().lane("tasks")}.
 */
public final class Queueing {
  private final Json options = Json.object();

  private Queueing() {}

  public static Queueing queue() {
    return new Queueing();
  }

  /** Makes the page's answer; without it 202 with the header {@code Holdfast-Queued: <id>}. */
  public Queueing reply(Answer reply) {
    return with("reply", script(reply));
  }

  /** Writes of one lane keep their order; without it, a lane is a path without its query. */
  public Queueing lane(String name) {
    return with("lane", Json.of(name));
  }

  /**
   * A request that was sent but not answered is kept for a decision, rather than sent again under
   * its key: for backends that do not honour the key.
   */
  public Queueing parkUnknown() {
    return with("onUnknown", Json.of("park"));
  }

  /** Sends the {@code Idempotency-Key} also to another origin; to our own it always goes along. */
  public Queueing idempotencyKey() {
    return with("idempotencyKey", Json.of(true));
  }

  /**
   * Where a JSON body, and the answer to it, have the id of what is made, as a JSON Pointer: later
   * requests that name the page's own id are sent with the server's.
   */
  public Queueing idFrom(String pointer) {
    return with("idFrom", Json.of(pointer));
  }

  /** The largest body that is kept, in bytes. */
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
