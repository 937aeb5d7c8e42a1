package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Probe;
import org.teavm.jso.JSBody;

/**
 * The probe by {@code fetch}. It bypasses every cache and follows no redirect, and the whole body
 * must arrive within the deadline. It carries the cookies of our own origin, since a login in front
 * of the app redirects everything that has no session.
 */
public final class PingProbe implements Probe {
  private String path;
  private final double deadline;

  /**
   * @param path the path that echoes a nonce, such as {@code /holdfast/ping}
   * @param deadline ms
   */
  public PingProbe(String path, double deadline) {
    this.path = path;
    this.deadline = deadline;
  }

  /** Sets the path to ask from now on. */
  public void at(String ping) {
    path = ping;
  }

  @Override
  public void ask(String nonce, Heard heard) {
    Fetch.whole(path + "?n=" + nonce, init(), deadline)
        .then(
            answer -> {
              Json got = (Json) answer;
              heard.answer(
                  (int) Json.number(Json.get(got, "status")), Json.text(Json.get(got, "text")));
              return null;
            },
            failed -> {
              heard.answer(0, "");
              return null;
            });
  }

  @JSBody(script = "return {cache: 'no-store', redirect: 'manual', credentials: 'same-origin'};")
  private static native Json init();
}
