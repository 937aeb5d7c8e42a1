package dev.holdfast.server.api;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An error as a client sees it: RFC 9457 {@code application/problem+json} with a stable {@code
 * code}. The detail names what, where, expected and got, and never holds a document's content or a
 * token. {@code members} are further fields of the answer, such as a new epoch.
 */
public record Problem(int status, String code, String detail, Json members) {
  public static final String TYPE = "application/problem+json";

  public Problem(int status, String code, String detail) {
    this(status, code, detail, Json.object());
  }

  /** What to answer for a failure that is the client's; null if it is ours. */
  public static @Nullable Problem ofClient(@Nullable Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (!(failure instanceof HttpException http)) {
      return null;
    }
    // Jetty's own complaints about a request. A version that HTTP does not have is a bad request.
    int status =
        http.getCode() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
            ? HttpStatus.BAD_REQUEST_400
            : http.getCode();
    if (status >= 500) {
      return null;
    }
    String reason = http.getReason();
    return new Problem(
        status, codeOf(status), reason == null ? HttpStatus.getMessage(status) : reason);
  }

  /** The code of a problem that has none but its status, such as {@code BAD_REQUEST}. */
  public static String codeOf(int status) {
    HttpStatus.Code code = HttpStatus.getCode(status);
    return code == null ? "STATUS_" + status : code.name();
  }

  /** Answers with this problem; headers that are set already, such as Retry-After, stay. */
  public void write(Response response, Callback callback) {
    Json body = ProblemBody.of(status, HttpStatus.getMessage(status), code, detail, members);
    write(response, TYPE, Json.stringify(body), callback);
  }

  /** The same for a person: a small page instead of JSON. */
  public void writePage(Response response, Callback callback) {
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
    announceClosing(response);
    Safety.headers(response, type);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** A connection that ends with this answer, such as one with half a request in it, says so. */
  private static void announceClosing(Response response) {
    Request request = response.getRequest();
    if (request.getConnectionMetaData().getHttpVersion().getVersion()
        > HttpVersion.HTTP_1_1.getVersion()) {
      return;
    }
    if (!request.getConnectionMetaData().isPersistent() || !request.consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
