package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * {@code holdfast-queue.js}. The first {@code queue()} loads it, so that a worker without a queue
 * does not. That must happen while the worker's script runs for the first time: browsers allow no
 * later load.
 */
@JSClass(transparent = true)
abstract class QueueModule implements JSObject {
  private QueueModule() {}

  /** The strategy of a route made by {@code queue()}. */
  abstract ReadyMade route(@Nullable JSObject options);

  abstract void beforeSend(JSObject hook);

  abstract void onReplayed(JSObject hook);

  abstract void loginRoutes(Logins matches);

  /** Whether a path is that of a login. */
  @JSFunctor
  interface Logins extends JSObject {
    boolean matched(String path);
  }

  abstract void start();

  static QueueModule load(NetworkApi network) {
    return load(Home.of("holdfast/holdfast-queue.js"), network);
  }

  @Script
  private static native QueueModule load(String script, NetworkApi network);

  @JSBody(script = "return self.holdfastQueue && self.holdfastQueue.start();")
  static native void startIfLoaded();

  /** Once {@code ready}, sends what can be sent. Resolves to whether nothing unsent is left. */
  @JSBody(
      params = "ready",
      script = "return ready.then(() => !self.holdfastQueue || self.holdfastQueue.drain());")
  static native Promise drainAfter(Promise ready);

  /** The same at once, for a sync event. */
  @JSBody(
      script = "return self.holdfastQueue ? self.holdfastQueue.synced() : Promise.resolve(true);")
  static native Promise synced();
}
