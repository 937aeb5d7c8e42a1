package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Url;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The routes in the order they were given; the first that matches wins. */
@NullMarked
final class Router {
  /** A route and what its pattern's parts matched. */
  record Match(Route route, Json params) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * @param route {@code METHOD pattern}
   */
  void add(String route, @Nullable Answer answer, boolean always) {
    int space = route.indexOf(' ');
    if (space < 1) {
      throw new IllegalArgumentException("a route is 'METHOD pattern', not ".concat(route));
    }
    routes.add(
        new Route(
            route.substring(0, space), new Pattern(route.substring(space + 1)), answer, always));
  }

  @Nullable Match find(String method, Url url, boolean own) {
    String path = url.getPathname();
    String whole = url.getOrigin().concat(path);
    for (Route route : routes) {
      if (route.method().equals("*") || route.method().equals(method)) {
        Json params = route.pattern().match(whole, path, own);
        if (!Json.isAbsent(params)) {
          return new Match(route, params);
        }
      }
    }
    return null;
  }
}
