package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Request;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/** The options of {@code queue()}, as the app wrote them. */
@NullMarked
@JSClass(transparent = true)
abstract class QueueOptions implements JSObject {
  private QueueOptions() {}

  /** Whose order the request keeps: what the route says, else its path without query. */
  @JSBody(
      params = {"o", "request"},
      script = "return o && o.lane || new URL(request.url).pathname;")
  static native String lane(QueueOptions o, Request request);

  /** Whether a request of unknown outcome is parked rather than sent again. */
  @JSBody(params = "o", script = "return !!o && o.onUnknown === 'park';")
  static native boolean parksUnknown(QueueOptions o);

  /** Whether the key goes along: to our own origin, or where the route asks for it. */
  @JSBody(
      params = {"o", "request"},
      script =
          "return !!(o && o.idempotencyKey) || new URL(request.url).origin === location.origin;")
  static native boolean sendsKey(QueueOptions o, Request request);

  /** The answer for the page: the route's own, else 202. */
  @JSBody(
      params = {"o", "call"},
      script =
          "return o && o.reply ? o.reply(call) : new Response(null, {status: 202,"
              + " statusText: 'Accepted', headers: {'holdfast-queued': call.id}});")
  static native @Nullable JSObject reply(QueueOptions o, Call call);
}
