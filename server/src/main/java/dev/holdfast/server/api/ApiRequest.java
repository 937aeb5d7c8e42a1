package dev.holdfast.server.api;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, as an adapter for some HTTP library passes it to the API. The head may be read
 * from any thread until the request is answered, the body only once.
 */
public interface ApiRequest extends RequestHead {
  /** The part after the question mark, as it was sent; null if there is none. */
  @Nullable String query();

  /** All values of a header, one for each line. The name's case does not matter. */
  List<String> headers(String name);

  /** The length of the body in bytes, as the head gives it; -1 if it gives none. */
  long length();

  /**
   * Passes the body to {@code taker} as it arrives. An adapter of an asynchronous library returns
   * at once and holds no thread while it waits. An adapter of a blocking library returns when the
   * whole body is read.
   *
   * <p>The adapter reads the next part from the network only after the taker has returned from the
   * last one. So a slow taker slows the sender down.
   */
  void read(Taker taker);

  /** Receives a body part by part. Called by one thread at a time, but not always the same one. */
  interface Taker {
    /**
     * Receives a part. The adapter reuses the buffer after this call returns.
     *
     * @return false to receive no more; then no other method is called
     */
    boolean take(ByteBuffer part);

    /** The body is complete. */
    void ended();

    /** The connection failed before the end of the body. */
    void cut();

    /** The body comes so slowly that the adapter reads no more of it. */
    void tooSlow();
  }
}
