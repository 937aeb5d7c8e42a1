package dev.holdfast.server.api;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as a client sees it: RFC 9457 {@code application/problem+json} with a stable {@code
 * code}. The detail says what failed and where, what was expected and what was found. It never
 * contains a document's content or a token.
 *
 * @param members further fields of the answer, such as a new epoch
 * @param headers further headers of the answer, such as {@code Retry-After}
 */
public record Problem(
    int status, String code, String detail, Json members, Map<String, String> headers) {
  private static final String TYPE = "application/problem+json";

  public Problem(int status, String code, String detail) {
    this(status, code, detail, Json.object());
  }

  public Problem(int status, String code, String detail, Json members) {
    this(status, code, detail, members, Map.of());
  }

  /** The problem for a fault of the server. It reveals nothing of the cause. */
  public static Problem internal() {
    return new Problem(500, "INTERNAL", "the server failed; its log says where");
  }

  /** The same problem with one more header in its answer. */
  public Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, code, detail, members, more);
  }

  public ApiAnswer.Whole answer() {
    Json body = ProblemBody.of(status, StatusText.of(status), code, detail, members);
    return answer(TYPE, Json.stringify(body));
  }

  /** The same problem for a person: a small page instead of JSON. */
  public ApiAnswer.Whole page() {
    String title = status + " " + StatusText.of(status);
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
    return answer("text/html; charset=utf-8", page.formatted(title, escaped(detail)));
  }

  private ApiAnswer.Whole answer(String type, String text) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", type);
    all.put("Cache-Control", "no-store");
    all.putAll(Safety.headers());
    return new ApiAnswer.Whole(status, all, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
