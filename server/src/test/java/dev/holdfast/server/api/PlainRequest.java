package dev.holdfast.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request without an HTTP library. Its body arrives in parts, when the test says so. */
final class PlainRequest implements ApiRequest {
  private final String method;
  private final String path;
  private final @Nullable String query;
  private final Map<String, List<String>> headers = new TreeMap<>();
  private @Nullable Taker taker;

  private PlainRequest(String method, String target) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? null : target.substring(mark + 1);
  }

  static PlainRequest get(String target) {
    return new PlainRequest("GET", target);
  }

  static PlainRequest post(String target) {
    return new PlainRequest("POST", target).header("Content-Type", "application/json");
  }

  PlainRequest header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), it -> new ArrayList<>()).add(value);
    return this;
  }

  /** Delivers a part of the body. False if no more is wanted. */
  boolean bring(String part) {
    if (taker == null) {
      throw new IllegalStateException("nobody reads the body");
    }
    ByteBuffer buffer = ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8));
    boolean more = taker.take(buffer);
    buffer.clear();
    buffer.put(new byte[buffer.capacity()]); // a library reuses its buffers
    return more;
  }

  /** Delivers the rest of the body. */
  void bringLast(String part) {
    if (bring(part) && taker != null) {
      taker.ended();
    }
  }

  /** Breaks the connection in the middle of the body. */
  void cut() {
    if (taker != null) {
      taker.cut();
    }
  }

  /** Whether the API reads the body. */
  boolean isRead() {
    return taker != null;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1";
  }

  @Override
  public long length() {
    String length = header("Content-Length");
    return length == null ? -1 : Long.parseLong(length);
  }

  @Override
  public void read(Taker reader) {
    taker = reader;
  }
}
