package dev.holdfast.core.net;

/**
 * Asks the server to echo a nonce, past every cache: the port to {@code /holdfast/ping?n=NONCE}.
 * Redirects are not followed and count as no answer.
 */
public interface Probe {
  /** Asks once; exactly one call of {@code heard} follows, late ones are ignored. */
  void ask(String nonce, Heard heard);

  /** What came back. */
  interface Heard {
    /**
     * @param status the HTTP status; 0 if no answer came, or a redirect
     * @param body the whole body
     */
    void answer(int status, String body);
  }
}
