package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;

/**
 * {@code holdfast-queue.js}, loaded by the first {@code queue()} while the worker's script runs for
 * the first time, as browsers demand, so that a worker that queues nothing does not pay for it.
 */
@NullMarked
@JSClass(transparent = true)
abstract class QueueModule implements JSObject {
  private QueueModule() {}

  /** The strategy for a route. */
  abstract JSObject strategy(@Nullable JSObject options);

  abstract void beforeSend(JSObject hook);

  abstract void onReplayed(JSObject hook);

  abstract void start();

  /** A promise of whether nothing unsent is left. */
  abstract Promise drain();

  @JSBody(
      script =
          "if (!self.holdfastQueue) importScripts('/holdfast/holdfast-queue.js');"
              + " return self.holdfastQueue;")
  static native QueueModule load();

  @JSBody(script = "return self.holdfastQueue && self.holdfastQueue.start();")
  static native void startIfLoaded();

  @JSBody(
      script = "return self.holdfastQueue ? self.holdfastQueue.drain() : Promise.resolve(true);")
  static native Promise drainIfLoaded();
}
