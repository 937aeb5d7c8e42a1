package dev.holdfast.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers with JSON, compressed for those who accept it where that pays. */
final class JsonAnswer {
  private static final int WORTH_ZIPPING = 1024;
  private static final int FAST = 3;

  private JsonAnswer() {}

  static void write(Request request, Response response, Callback callback, String json) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    if (body.length >= WORTH_ZIPPING && acceptsGzip(request)) {
      body = zip(body);
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static boolean acceptsGzip(Request request) {
    for (String encoding : request.getHeaders().getCSV(HttpHeader.ACCEPT_ENCODING, false)) {
      String[] parts = encoding.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
      if (parts[0].equals("gzip")) {
        return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
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
