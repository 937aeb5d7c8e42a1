package dev.holdfast.core.net;

/**
 * The port to {@code /holdfast/ping?n=NONCE}: asks the server to echo a nonce, without any cache.
 * Redirects are not followed and count as no answer.
 */
public interface Probe {
  /** Asks once. Exactly one call of {@code heard} follows; a late one is ignored. */
  void ask(String nonce, Heard heard);

  /** Receives the answer. */
  interface Heard {
    /**
     * @param status the HTTP status; 0 if no answer came, or a redirect
     * @param body the whole body
     */
    void answer(int status, String body);
  }
}
