package dev.holdfast.browser.background;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.queue.Host;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Entry point of {@code holdfast-sync.js}, which a worker loads only if its script calls {@code
 * holdfast.sync(fn)}. {@code sync-footer.js} makes {@link #open} a global for the worker's bundle.
 */
public final class SyncMain {
  private SyncMain() {}

  public static void main(String[] args) {}

  /**
   * Adds the listeners. Must be called while the worker's script runs for the first time.
   *
   * @param fn the app's own sync function
   * @param network the worker's {@code Network}
   */
  @JSExport
  public static void open(JSObject fn, JSObject network) {
    Names.within(WorkerScope.path());
    new WorkerSync(fn, (Host) network).listen();
  }
}
