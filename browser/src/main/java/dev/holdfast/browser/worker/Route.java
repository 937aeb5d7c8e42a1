package dev.holdfast.browser.worker;

/**
 * The requests to intercept: a method and a pattern in URLPattern's pathname syntax, {@code :name}
 * for one segment and {@code *} for anything. A pattern for another origin starts with a scheme.
 *
 * @param text {@code METHOD pattern}, the method in upper case
 */
public record Route(String text) {
  public static Route get(String pattern) {
    return new Route("GET " + pattern);
  }

  public static Route post(String pattern) {
    return new Route("POST " + pattern);
  }

  public static Route put(String pattern) {
    return new Route("PUT " + pattern);
  }

  public static Route patch(String pattern) {
    return new Route("PATCH " + pattern);
  }

  public static Route delete(String pattern) {
    return new Route("DELETE " + pattern);
  }

  /** Requests of any method. */
  public static Route any(String pattern) {
    return new Route("* " + pattern);
  }
}
