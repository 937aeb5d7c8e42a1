package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;

/**
 * Tells the browser which requests are none of the worker's, where it has the Static Routing API
 * ({@code InstallEvent.addRoutes}), so that it need not be woken to leave them alone.
 *
 * <p>All the worker may answer still comes to it: page loads, what a route may match, and the files
 * of every release that is kept. So the results are the same without.
 */
final class StaticRoutes {
  /*
   * The rules are fixed when a release is installed and hold for all pages alike, so none of them
   * answers from a cache: which answer is right depends on the page's subject and release. A pattern
   * here may match more than the route's own, never less.
   */
  private StaticRoutes() {}

  /**
   * A promise that is kept once the browser has been told, also if it refuses; rejected only with
   * {@code installed}.
   *
   * @param routes {@code ["METHOD pattern"]}
   */
  @JSBody(
      params = {"installed", "event", "routes"},
      script =
          """
          var rule = (condition, path, method) => {
            if (path) condition.urlPattern = new URLPattern({pathname: path.replace(/\\*+/g, '*')});
            if (method && method !== '*') condition.requestMethod = method;
            return {condition: condition, source: 'fetch-event'};
          };
          var plain = text => text.replace(/[+?:(){}\\\\]/g, '\\\\$&');
          var foreign = routes.filter(route => /^\\S+ \\w+:\\/\\//.test(route)), here = self.location;
          return installed.then(() => event.addRoutes && caches.open('holdfast-files')
            .then(cache => cache.keys()).then(kept => {
              var paths = kept.map(one => new URL(one.url).pathname);
              return event.addRoutes([rule({requestMode: 'navigate'})].concat(
                routes.filter(route => !foreign.includes(route)).map(route => {
                  var space = route.indexOf(' '), pattern = route.slice(space + 1);
                  return rule({}, plain(pattern.replace(/:(?!\\d)\\w+/g, '*')), route.slice(0, space));
                }),
                Array.from(new Set(paths.concat(paths.map(path => path.replace(/\\/index\\.html$/, '/')),
                  paths.map(path => path.replace(/\\/$/, '/index.html'))))).map(path =>
                    rule({}, plain(path).replace(/\\*/g, '\\\\*'), 'GET')),
                {condition: {urlPattern: new URLPattern(foreign[0] ? {protocol: here.protocol.slice(0, -1),
                  hostname: here.hostname, port: here.port} : {})}, source: 'network'}));
            }).catch(() => {}));
          """)
  static native Promise tell(Promise installed, ExtendableEvent event, Json routes);
}
