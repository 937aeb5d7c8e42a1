package dev.holdfast.server.api;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/** An answer of the API. An adapter sends it. */
public sealed interface ApiAnswer {
  int status();

  /**
   * In the order they are to be sent; {@code Content-Length} and those that depend on the
   * connection are the adapter's.
   */
  Map<String, String> headers();

  /**
   * A complete answer.
   *
   * @param body may be empty
   * @param gone to be called when the body has been sent or never will be; more than once does no
   *     harm
   */
  record Whole(int status, Map<String, String> headers, ByteBuffer body, Runnable gone)
      implements ApiAnswer {
    public Whole(int status, Map<String, String> headers, ByteBuffer body) {
      this(status, headers, body, () -> {});
    }
  }

  /** An answer whose length is not known in advance. */
  record Stream(int status, Map<String, String> headers, Source source) implements ApiAnswer {}

  /**
   * The source of a stream's bytes. Sends them as they come up, until either side ends it.
   * Thread-safe.
   */
  interface Source {
    /** Called once, when the head may be sent. The first bytes may be sent before it returns. */
    void begin(Outlet outlet);

    /** The reader has disconnected. May be called at any time, and more than once. */
    void gone();
  }

  /** Receives a stream's bytes. No method blocks or waits for the reader. */
  interface Outlet {
    /**
     * Sends bytes. One call at a time: the next one only after {@code sent} was called, which means
     * that the bytes have left. If the reader is slow, {@code sent} comes late. If the reader has
     * disconnected, {@code failed} is called instead.
     */
    void send(ByteBuffer bytes, Runnable sent, Consumer<Throwable> failed);

    /** Ends the answer normally. */
    void end();

    /** Breaks the answer off, so that the reader sees that it is incomplete. */
    void cut(Throwable cause);
  }
}
