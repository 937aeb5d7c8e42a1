package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Messages;
import org.teavm.jso.JSBody;

/** Says, once in the life of a worker, that nothing will ever show that the server is there. */
final class NoProbe {
  private boolean told;

  void tell(Messages.Channel channel) {
    if (!told) {
      told = true;
      complain(channel);
    }
  }

  /** Tells the pages, and the console for an app without one, why nothing is sent. */
  @JSBody(
      params = "channel",
      script =
          """
          const text = 'Holdfast: the probe is not answered by its nonce, so queued requests wait: holdfast.ping(path)';
          console.error(text);
          channel.postMessage({type: 'noProbe', text: text});
          """)
  private static native void complain(Messages.Channel channel);
}
