package dev.holdfast.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Answers with JSON. Compresses it if the client accepts gzip and the body is large enough. */
final class JsonAnswer {
  private static final int WORTH_ZIPPING = 1024;
  private static final int FAST = 3;

  private JsonAnswer() {}

  static ApiAnswer.Whole of(ApiRequest request, String json) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put("Vary", "Accept-Encoding");
    headers.put("X-Content-Type-Options", "nosniff");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    if (body.length >= WORTH_ZIPPING
        && new AcceptEncoding(request.headers("Accept-Encoding")).accepts("gzip")) {
      body = zip(body);
      headers.put("Content-Encoding", "gzip");
    }
    return new ApiAnswer.Whole(200, headers, ByteBuffer.wrap(body));
  }

  private static byte[] zip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
    try (OutputStream zip = new FastGzip(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(FAST);
    }
  }
}
