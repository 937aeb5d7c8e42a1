package dev.holdfast.server.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what a client or a server does not do by itself. */
final class RawSocket {
  private RawSocket() {}

  /** All bytes up to the empty line, and that. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended within the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** All bytes until the connection ends, cleanly or not. */
  static String readUntilCut(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.write(b);
      }
    } catch (SocketTimeoutException silent) {
      throw new IllegalStateException("it does not end; it said: " + all, silent);
    } catch (IOException cut) {
      // As a browser sees it: the answer has no end.
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
