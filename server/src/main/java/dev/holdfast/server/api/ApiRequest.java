package dev.holdfast.server.api;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, as an adapter for some HTTP library shows it to the API. Its head may be read
 * from any thread until the answer is there; its body once.
 */
public interface ApiRequest extends RequestHead {
  /** What follows the question mark, as it was sent; null if there is none. */
  @Nullable String query();

  /** All values of a header, one for each line; the name's case does not matter. */
  List<String> headers(String name);

  /** How many bytes the body has by its head; -1 if that is not said. */
  long length();

  /**
   * Gives the body to {@code taker} as it arrives. An adapter of an asynchronous library returns at
   * once and holds no thread while it waits; one of a blocking library returns when all is read.
   *
   * <p>The next part is asked of the network only when the taker has returned from the one before:
   * that is how a slow reader slows the sender down.
   */
  void read(Taker taker);

  /** Takes a body part by part. Called by one thread at a time, though not always the same. */
  interface Taker {
    /**
     * Takes a part, whose buffer belongs to the adapter again on return.
     *
     * @return false to take no more of it: nothing is called afterwards
     */
    boolean take(ByteBuffer part);

    /** That was all. */
    void ended();

    /** The connection failed before the end. */
    void cut();
  }
}
