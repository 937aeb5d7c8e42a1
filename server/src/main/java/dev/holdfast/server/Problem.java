package dev.holdfast.server;

import dev.holdfast.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.NullMarked;

/**
 * An error as a client sees it: RFC 9457 {@code application/problem+json} with a stable {@code
 * code}. The detail names what, where, expected and got, and never holds a document's content or a
 * token. {@code members} are further fields of the answer, such as a new epoch.
 */
@NullMarked
public record Problem(int status, String code, String detail, Json members) {
  public static final String TYPE = "application/problem+json";

  public Problem(int status, String code, String detail) {
    this(status, code, detail, Json.object());
  }

  /** The same problem with one more field in its answer. */
  public Problem with(String name, Json value) {
    Json more = Json.copy(members);
    Json.set(more, name, value);
    return new Problem(status, code, detail, more);
  }

  /** The body of the answer. */
  public Json json() {
    Json json = Json.copy(members);
    Json.set(json, "type", Json.of("about:blank"));
    Json.set(json, "title", Json.of(HttpStatus.getMessage(status)));
    Json.set(json, "status", Json.of(status));
    Json.set(json, "code", Json.of(code));
    Json.set(json, "detail", Json.of(detail));
    return json;
  }

  /** Answers with this problem; headers that are set already, such as Retry-After, stay. */
  public void write(Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    byte[] body = Json.stringify(json()).getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
