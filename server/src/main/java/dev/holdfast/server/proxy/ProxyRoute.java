package dev.holdfast.server.proxy;

import java.net.URI;
import java.util.List;

/**
 * A path of the app that another server answers.
 *
 * @param path the path, which stands for itself and all paths below it, such as {@code /api}
 * @param backend scheme, host and port of that server
 */
public record ProxyRoute(String path, URI backend) {
  private static final List<String> OURS = List.of("/v1", "/holdfast", "/health", "/metrics");

  /**
   * Reads {@code /api=http://localhost:9000}.
   *
   * @throws IllegalArgumentException if the text is wrong; the message says why
   */
  public static ProxyRoute parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || !text.startsWith("/")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not of the form /api=http://localhost:9000");
    }
    String path = withoutSlash(text.substring(0, equals));
    if (OURS.stream().anyMatch(ours -> isBelow(ours, path))) {
      throw new IllegalArgumentException(path + " is answered by Holdfast itself");
    }
    return new ProxyRoute(path, backend(text.substring(equals + 1)));
  }

  /** Whether this route answers the path. Holdfast's own paths are never passed on. */
  boolean matches(String requestPath) {
    return isBelow(path, requestPath) && OURS.stream().noneMatch(it -> isBelow(it, requestPath));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static boolean isBelow(String prefix, String path) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private static URI backend(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no URL", e);
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw new IllegalArgumentException("\"" + text + "\" is no http: or https: URL");
    }
    if (!(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
        || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has a path, but paths are passed on unchanged");
    }
    return uri;
  }
}
