package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The reader of a stream without an HTTP library. It takes bytes when the test says so. */
final class PlainReader implements ApiAnswer.Outlet {
  static final String ENDED = "ended";
  static final String CUT = "cut";

  private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
  private volatile @Nullable Runnable sent;
  private volatile @Nullable Consumer<Throwable> failed;

  @Override
  public void send(ByteBuffer bytes, Runnable whenSent, Consumer<Throwable> whenFailed) {
    sent = whenSent;
    failed = whenFailed;
    came.add(StandardCharsets.UTF_8.decode(bytes).toString());
  }

  @Override
  public void end() {
    came.add(ENDED);
  }

  @Override
  public void cut(Throwable cause) {
    came.add(CUT);
  }

  /** The next event. */
  String next() throws InterruptedException {
    String next = came.poll(10, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  /** Reads events until one equals {@code wanted}. A poke may come twice. */
  void until(String wanted) throws InterruptedException {
    for (String next = next(); !next.equals(wanted); next = next()) {
      assertThat(next).as("waiting for %s", wanted).startsWith("event: poke");
      take();
    }
  }

  /** The number of events that the test has not read yet. */
  int waiting() {
    return came.size();
  }

  /** Takes the bytes that were sent last. */
  void take() {
    Runnable taken = sent;
    if (taken == null) {
      throw new IllegalStateException("nothing was sent");
    }
    taken.run();
  }

  /** Breaks the connection while bytes are being sent. */
  void breakOff() {
    Consumer<Throwable> broken = failed;
    if (broken == null) {
      throw new IllegalStateException("nothing was sent");
    }
    broken.accept(new IOException("the reader is gone"));
  }
}
