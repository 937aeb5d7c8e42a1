package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Url;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The routes in the order they were given; the first that matches wins. */
final class Router {
  /** The rule that matched, and the values of its pattern's parts. */
  record Match(Rule rule, Json params) {}

  private @Nullable Rule first;
  private @Nullable Rule last;

  /** The routes as they were added, {@code ["METHOD pattern"]}. */
  private final Json routes = Json.array();

  /**
   * @param route {@code METHOD pattern}
   * @param answer an {@link Answer} or a {@link ReadyMade}; null to leave these requests to the
   *     browser
   */
  void add(String route, @Nullable JSObject answer, boolean always) {
    int space = route.indexOf(' ');
    if (space < 1) {
      fail("a route is 'METHOD pattern', not " + route);
    }
    Rule added =
        new Rule(
            route.substring(0, space), new Pattern(route.substring(space + 1)), answer, always);
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
    Json.push(routes, Json.of(route));
  }

  /** An error of JavaScript: the worker throws no other, so its bundle has nothing for them. */
  @JSBody(params = "text", script = "throw new TypeError(text);")
  private static native void fail(String text);

  /** The routes in their order, {@code ["METHOD pattern"]}. */
  Json routes() {
    return routes;
  }

  @Nullable Match find(String method, Url url, boolean own) {
    String path = url.getPathname();
    String whole = url.getOrigin() + path;
    for (Rule rule = first; rule != null; rule = rule.next) {
      if (rule.method.equals("*") || rule.method.equals(method)) {
        Json params = rule.pattern.match(whole, path, own);
        if (!Json.isAbsent(params)) {
          return new Match(rule, params);
        }
      }
    }
    return null;
  }
}
