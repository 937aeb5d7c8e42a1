package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope;
import dev.holdfast.browser.worker.ReadyMade;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Entry point of {@code holdfast-queue.js}, which a worker loads only if it has a route with {@code
 * queue()}. {@code queue-footer.js} makes {@link #open} a global for the worker's bundle.
 */
public final class QueueMain {
  private final Sending sending;
  private final RequestQueue queue;

  private QueueMain(Host host) {
    sending = new Sending(host);
    queue = new RequestQueue(host, sending);
  }

  public static void main(String[] args) {}

  /**
   * @param network the worker's {@code Network}
   */
  @JSExport
  public static QueueMain open(JSObject network) {
    Names.within(WorkerScope.path());
    return new QueueMain((Host) network);
  }

  @JSExport
  public ReadyMade route(@Nullable JSObject options) {
    return queue.route(options);
  }

  @JSExport
  public void beforeSend(JSObject hook) {
    sending.beforeSend(hook);
  }

  @JSExport
  public void onReplayed(JSObject hook) {
    sending.onReplayed(hook);
  }

  @JSExport
  public void loginRoutes(JSObject matches) {
    sending.loginRoutes(matches);
  }

  /** {@link RequestQueue#waiting}. */
  @JSExport
  public Promise waiting() {
    return queue.waiting();
  }

  /** {@link Mentions#rewrite}. */
  @JSExport
  public JSObject rewrite() {
    return Mentions.rewrite();
  }

  /**
   * Sets what is told of each request of the {@code resource()} at {@code path} that the server has
   * taken, before it leaves the queue: {@code (entry, response, id) => Promise}.
   */
  @JSExport
  public void onTaken(String path, JSObject hook) {
    sending.onTaken(path, hook);
  }

  @JSExport
  public void start() {
    queue.start();
  }

  @JSExport
  public Promise drain() {
    return queue.drain();
  }

  /** The same, for a sync event. */
  @JSExport
  public Promise synced() {
    return queue.synced();
  }
}
