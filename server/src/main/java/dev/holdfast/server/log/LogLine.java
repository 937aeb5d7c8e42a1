package dev.holdfast.server.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a log may say of a failure: its class and the place in our code. The message of an exception
 * may quote what a client sent. So the message is logged only if it comes from the disk or the
 * network, or if it is {@link Told}.
 */
public final class LogLine {
  private LogLine() {}

  public static String of(@Nullable Throwable cause) {
    if (cause == null) {
      return "no cause given";
    }
    StringBuilder line = new StringBuilder(cause.getClass().getSimpleName());
    if (cause instanceof IOException
        || cause instanceof UncheckedIOException
        || cause instanceof Told) {
      line.append(": ").append(cause.getMessage());
    }
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.holdfast.")) {
        return line.append(" at ").append(frame).toString();
      }
    }
    return line.toString();
  }
}
