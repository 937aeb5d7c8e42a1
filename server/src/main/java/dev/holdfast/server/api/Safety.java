package dev.holdfast.server.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that make a browser stricter: what a page may load, and what it tells other sites.
 */
public final class Safety {
  /** What a page may load: only from its own origin, no inline script and no eval. */
  public static final String PAGE_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

  private Safety() {}

  /**
   * The headers for an answer of media type {@code type}. A type that a tab can show gets a policy.
   */
  public static Map<String, String> headers(String type) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "strict-origin-when-cross-origin");
    if (type.startsWith("text/html") || type.contains("xml") || type.contains("pdf")) {
      headers.put("Content-Security-Policy", PAGE_POLICY);
    }
    return headers;
  }
}
