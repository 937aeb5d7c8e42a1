package dev.holdfast.server.api;

import dev.holdfast.core.protocol.Poke;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * One replica listening for pokes. Its buffer is one number: while a write is under way, newer
 * versions replace the one that waits. Thread-safe.
 */
final class LiveStream {
  private static final ByteBuffer HEARTBEAT = bytes(": heartbeat\n\n");
  private static final long NONE = -1;

  final String subject;
  final String space;
  private final Response response;
  private final Callback callback;
  private final Consumer<LiveStream> whenOver;

  private boolean writing;
  private boolean over;
  private boolean beatenSince;
  private long waiting = NONE;

  /**
   * @param whenOver called once, when the stream has ended for whatever reason
   */
  LiveStream(
      String subject,
      String space,
      Response response,
      Callback callback,
      Consumer<LiveStream> whenOver) {
    this.subject = subject;
    this.space = space;
    this.response = response;
    this.callback = callback;
    this.whenOver = whenOver;
  }

  /** Says that the space is at {@code version} now. */
  void poke(long version) {
    synchronized (this) {
      if (over || writing) {
        waiting = version;
        return;
      }
      writing = true;
    }
    write(pokeText(version));
  }

  /** Says that the stream is alive; false if the reader has not taken the last thing since. */
  boolean beat() {
    synchronized (this) {
      if (over) {
        return true;
      }
      if (writing) {
        boolean slow = beatenSince;
        beatenSince = true;
        return !slow;
      }
      writing = true;
      beatenSince = false;
    }
    write(HEARTBEAT.slice());
    return true;
  }

  private void write(ByteBuffer text) {
    response.write(
        false,
        text,
        Callback.from(Invocable.InvocationType.NON_BLOCKING, this::written, this::drop));
  }

  private void written() {
    long next;
    synchronized (this) {
      next = waiting;
      waiting = NONE;
      beatenSince = false;
      if (next == NONE || over) {
        writing = false;
        if (over) {
          callback.succeeded();
        }
        return;
      }
    }
    write(pokeText(next));
  }

  /** Ends the stream in good order, as at a shutdown. */
  void end() {
    boolean idle;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      idle = !writing;
    }
    whenOver.accept(this);
    if (idle) {
      callback.succeeded();
    }
  }

  /** Cuts off a reader that is gone or too slow. */
  void drop() {
    drop(new TimeoutException("the reader of a live stream is too slow"));
  }

  private void drop(Throwable cause) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    whenOver.accept(this);
    callback.failed(cause);
  }

  private static ByteBuffer pokeText(long version) {
    return bytes("event: poke\ndata: " + Poke.text(version) + "\n\n");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
