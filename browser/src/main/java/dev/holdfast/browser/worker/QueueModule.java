package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/**
 * {@code holdfast-queue.js}, loaded by the first {@code queue()} while the worker's script runs for
 * the first time, as browsers demand, so that a worker that queues nothing does not pay for it.
 */
@JSClass(transparent = true)
abstract class QueueModule implements JSObject {
  private QueueModule() {}

  /** What answers a route made by {@code queue()}. */
  abstract ReadyMade route(@Nullable JSObject options);

  abstract void beforeSend(JSObject hook);

  abstract void onReplayed(JSObject hook);

  abstract void start();

  @Script
  static native QueueModule load(NetworkApi network);

  @JSBody(script = "return self.holdfastQueue && self.holdfastQueue.start();")
  static native void startIfLoaded();

  /** Sends what can be sent, once {@code ready}; a promise of whether nothing unsent is left. */
  @JSBody(
      params = "ready",
      script = "return ready.then(() => !self.holdfastQueue || self.holdfastQueue.drain());")
  static native Promise drainAfter(Promise ready);
}
