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

  /** Answers with this problem; headers that are set already, such as Retry-After, stay. */
  public void write(Response response, Callback callback) {
    write(response, TYPE, Json.stringify(json()), callback);
  }

  /** The same for a person: a small page instead of JSON. */
  void writePage(Response response, Callback callback) {
    String title = status + " " + HttpStatus.getMessage(status);
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%1$s</title>
        <h1>%1$s</h1>
        <p>%2$s</p>
        </html>
        """;
    write(response, "text/html; charset=utf-8", page.formatted(title, escaped(detail)), callback);
  }

  private void write(Response response, String type, String text, Callback callback) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    Safety.headers(response, type);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private Json json() {
    Json json = Json.copy(members);
    Json.set(json, "type", Json.of("about:blank"));
    Json.set(json, "title", Json.of(HttpStatus.getMessage(status)));
    Json.set(json, "status", Json.of(status));
    Json.set(json, "code", Json.of(code));
    Json.set(json, "detail", Json.of(detail));
    return json;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
