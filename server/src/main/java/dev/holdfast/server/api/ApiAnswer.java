package dev.holdfast.server.api;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/** What the API answers, for an adapter to send. */
public sealed interface ApiAnswer {
  int status();

  /** In the order they are to be sent; those that depend on the connection are the adapter's. */
  Map<String, String> headers();

  /**
   * An answer that is there as a whole.
   *
   * @param body may be empty
   */
  record Whole(int status, Map<String, String> headers, ByteBuffer body) implements ApiAnswer {}

  /** An answer whose end nobody knows yet. */
  record Stream(int status, Map<String, String> headers, Source source) implements ApiAnswer {}

  /** What is sent bit by bit, for as long as both sides like. Thread-safe. */
  interface Source {
    /** Called once, when the head may be sent; the first bytes may come before it returns. */
    void begin(Outlet outlet);

    /** The reader is gone. May be called at any time, and more than once. */
    void gone();
  }

  /** Where a stream's bytes go. Nothing of it blocks, nor waits for the reader. */
  interface Outlet {
    /**
     * Sends bytes; one at a time: the next only after {@code sent} was called, which says that they
     * have left. A reader that is slow lets it wait, one that is gone lets {@code failed} be called
     * in its place.
     */
    void send(ByteBuffer bytes, Runnable sent, Consumer<Throwable> failed);

    /** Ends the answer in good order. */
    void end();

    /** Breaks the answer off, so that the reader knows that it is not whole. */
    void cut(Throwable cause);
  }
}
