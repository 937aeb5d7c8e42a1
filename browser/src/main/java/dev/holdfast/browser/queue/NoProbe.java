package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSBody;

/**
 * A server that does not know the probe. If it answers with 4xx, the worker's own script shows that
 * it is there; where nothing will ever show that, this is said once in the life of a worker.
 */
final class NoProbe {
  private boolean told;

  /** Resolves once the verdict is made, with whether the server is there. */
  Promise look(Host host, Messages.Channel channel) {
    return ask(host)
        .then(
            known -> {
              if (!told && host.hasNoProbe() && !host.verified()) {
                told = true;
                complain(channel);
              }
              return null;
            });
  }

  /** The answer is evidence, like each that the worker gets. */
  @JSBody(
      params = "host",
      script =
          """
          return host.fetchWithin(new Request(location, {cache: 'no-store'}), 3e4).catch(() => {}).then(() => host.check());
          """)
  private static native Promise ask(Host host);

  /** Tells the pages, and the console for an app without one, why nothing is sent. */
  @JSBody(
      params = "channel",
      script =
          """
          const text = 'Holdfast: the probe is not answered by its nonce, so queued requests wait: holdfast.ping(path)';
          console.error(text);
          channel.postMessage({type: 'told', code: 'NO_PROBE', text: text});
          """)
  private static native void complain(Messages.Channel channel);
}
