package dev.holdfast.server.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that make a browser stricter: what it takes a file for, and what it tells other
 * sites.
 */
public final class Safety {
  private Safety() {}

  /** The headers that every answer has. What a page may load is the app's to say. */
  public static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "strict-origin-when-cross-origin");
    return headers;
  }
}
