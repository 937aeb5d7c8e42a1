package dev.holdfast.browser.js;

import dev.holdfast.core.net.NetworkStatus;
import org.teavm.jso.JSBody;

/**
 * Connects a {@link NetworkStatus} to this browser: to its clock, to {@code onLine}, and to the
 * other tabs and the worker through the channel {@link Names#CHANNEL}.
 *
 * <p>How to use it, in a page and in a worker alike: {@code BrowserNetwork.open(new
 * PingProbe("/holdfast/ping", 5000), 5000)}, in the synchronous part of the script. Then call
 * {@code watch(true)} while the verdict is needed.
 */
public final class BrowserNetwork {
  private BrowserNetwork() {}

  /**
   * @param deadline ms until a probe counts as unanswered
   */
  public static NetworkStatus open(PingProbe probe, double deadline) {
    Messages.Channel channel = Messages.channel(Names.of(Names.CHANNEL));
    NetworkStatus status =
        new NetworkStatus(
            new BrowserClock(),
            new BrowserRandom(),
            probe,
            message -> channel.postMessage(message),
            onLine(),
            deadline);
    channel.setOnmessage(
        event -> {
          if (Messages.isType(event.getData(), "network")) {
            status.adopt(event.getData());
          }
        });
    listen("online", () -> status.hint(true));
    listen("offline", () -> status.hint(false));
    return status;
  }

  @JSBody(script = "return navigator.onLine !== false;")
  private static native boolean onLine();

  @JSBody(
      params = {"type", "listener"},
      script = "self.addEventListener(type, listener);")
  private static native void listen(String type, Idb.Listener listener);
}
