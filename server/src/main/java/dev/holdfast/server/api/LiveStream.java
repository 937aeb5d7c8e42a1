package dev.holdfast.server.api;

import dev.holdfast.core.protocol.Poke;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live stream of one replica, which carries pokes. Its buffer is one version: while a write is
 * under way, the newest version replaces the one that waits. Thread-safe.
 */
final class LiveStream implements ApiAnswer.Source {
  private static final ByteBuffer HEARTBEAT = bytes(": heartbeat\n\n");
  private static final long NONE = -1;

  final String subject;
  final String space;
  private final Consumer<LiveStream> whenOver;

  /** Null until the answer has begun. Nothing is written before. */
  private ApiAnswer.@Nullable Outlet outlet;

  private boolean writing = true;
  private boolean over;
  private @Nullable Throwable cut;
  private boolean beatenSince;
  private long waiting = NONE;

  /**
   * @param whenOver called once, when the stream has ended for any reason
   */
  LiveStream(String subject, String space, Consumer<LiveStream> whenOver) {
    this.subject = subject;
    this.space = space;
    this.whenOver = whenOver;
  }

  /** Sets the version to send first, unless a poke has already set a newer one. */
  synchronized void standsAt(long version) {
    if (waiting == NONE) {
      waiting = version;
    }
  }

  @Override
  public void begin(ApiAnswer.Outlet outlet) {
    Throwable cause;
    synchronized (this) {
      this.outlet = outlet;
      cause = cut;
    }
    if (cause == null) {
      written();
    } else {
      outlet.cut(cause);
    }
  }

  /** Sends that the space is at {@code version} now. */
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

  /** Sends a heartbeat. False if the reader has taken nothing since the last call. */
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
    outlet().send(text, this::written, this::drop);
  }

  private synchronized ApiAnswer.Outlet outlet() {
    if (outlet == null) {
      throw new IllegalStateException("the answer has not begun");
    }
    return outlet;
  }

  private void written() {
    long next;
    boolean ended;
    synchronized (this) {
      if (cut != null) {
        return;
      }
      next = over ? NONE : waiting;
      waiting = NONE;
      beatenSince = false;
      writing = next != NONE;
      ended = over;
    }
    if (ended) {
      outlet().end();
    } else if (next != NONE) {
      write(pokeText(next));
    }
  }

  /** Ends the stream normally, as at a shutdown. */
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
      outlet().end();
    }
  }

  /** Disconnects a reader that is too slow. */
  void drop() {
    drop(new TimeoutException("the reader of a live stream is too slow"));
  }

  @Override
  public void gone() {
    drop();
  }

  private void drop(Throwable cause) {
    ApiAnswer.Outlet begun;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      cut = cause;
      begun = outlet;
    }
    whenOver.accept(this);
    if (begun != null) {
      begun.cut(cause);
    }
  }

  private static ByteBuffer pokeText(long version) {
    return bytes("event: poke\ndata: " + Poke.text(version) + "\n\n");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
