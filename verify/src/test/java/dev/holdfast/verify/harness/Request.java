package dev.holdfast.verify.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A complete request of a browser, as it is passed to the server. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Request(String path, byte[] bytes) {
  static Request read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String line = line(in);
    if (line.isEmpty()) {
      return null; // a connection that the browser opened in advance and did not need
    }
    all.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    String path = line.split(" ")[1].split("\\?")[0];
    int length = 0;
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
      if (lower.startsWith("transfer-encoding:")) {
        throw new IOException("a body without its length cannot pass here");
      }
      if (!lower.startsWith("connection:")) {
        all.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    all.writeBytes("Connection: close\r\n\r\n".getBytes(US_ASCII));
    all.writeBytes(in.readNBytes(length));
    return new Request(path, all.toByteArray());
  }

  /** The same as a proxy passes it on that strips {@code prefix}; null if the path has it not. */
  Request without(String prefix) {
    if (!path.startsWith(prefix + "/")) {
      return null;
    }
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    String stripped = all.replaceFirst(" " + prefix, " ");
    return new Request(
        path.substring(prefix.length()), stripped.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
