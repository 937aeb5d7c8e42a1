package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Caches;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;

/**
 * Answers kept by a route. What may not be stored is not: redirects, errors, parts (206), {@code
 * no-store}, {@code Vary: *}, opaque answers unless asked for, and pages of HTML while our server
 * cannot be heard, since a captive portal may have written them.
 */
@NullMarked
final class AnswerCache {
  /*
   * Age is kept in a header of the stored answer, and only where the route has a maxAge. Entries
   * beyond maxEntries leave after a put, oldest first: keys() is in the order of putting.
   */
  private static final String STORED = "holdfast-stored";

  private final Network network;
  private final StrategyOptions options;

  AnswerCache(Network network, StrategyOptions options) {
    this.network = network;
    this.options = options;
  }

  /** A promise of a {@link Response} that is good still, or of undefined. */
  Promise find(Request request) {
    double maxAge = StrategyOptions.maxAge(options);
    return Caches.open(StrategyOptions.cacheName(options))
        .then(cache -> ((Caches.Cache) cache).match(request, null))
        .then(found -> maxAge > 0 ? fresh(found, maxAge) : found);
  }

  /**
   * Stores a twin of {@code answer} if it may; the promise is for whoever waits, never rejected.
   */
  Promise keep(Request request, Response answer) {
    if (!mayStore(request, answer)
        || !request.getMethod().equals("GET")
        || !StrategyOptions.cacheable(options, answer)) {
      return Promise.resolve(null);
    }
    Response twin = answer.twin();
    Promise sure = isHtml(answer) ? network.verified(answer) : Promise.resolve(null);
    return sure.then(yes -> Caches.open(StrategyOptions.cacheName(options)))
        .then(
            found -> {
              Caches.Cache cache = (Caches.Cache) found;
              boolean dated = StrategyOptions.maxAge(options) > 0;
              return cache.put(request, dated ? dated(twin) : twin).then(done -> trim(cache));
            })
        .otherwise(notStored -> null);
  }

  private Promise trim(Caches.Cache cache) {
    int max = StrategyOptions.maxEntries(options);
    if (max == 0) {
      return Promise.resolve(null);
    }
    return cache
        .keys()
        .then(
            keys -> {
              Json all = (Json) keys;
              for (int i = 0; i < Json.size(all) - max; i++) {
                cache.delete(Json.at(all, i));
              }
              return null;
            });
  }

  @JSBody(
      params = {"request", "r"},
      script =
          "var vary = r.headers.get('vary') || '', control = r.headers.get('cache-control') || '';"
              + " return (r.status === 200 || r.type === 'opaque') && !r.redirected"
              + " && request.cache !== 'no-store' && !/no-store/i.test(control)"
              + " && vary.indexOf('*') < 0;")
  private static native boolean mayStore(Request request, Response r);

  @JSBody(params = "r", script = "return /html/i.test(r.headers.get('content-type'));")
  static native boolean isHtml(Response r);

  @JSBody(
      params = {"r", "maxAge"},
      script =
          "var at = r && r.headers.get('"
              + STORED
              + "');"
              + " return r && (!at || Math.abs(Date.now() - at) <= maxAge) ? r : void 0;")
  private static native Response fresh(org.teavm.jso.JSObject r, double maxAge);

  @JSBody(
      params = "r",
      script =
          "if (r.type === 'opaque') return r;"
              + " var h = new Headers(r.headers); h.set('"
              + STORED
              + "', Date.now());"
              + " return new Response(r.body, {status: r.status, statusText: r.statusText,"
              + " headers: h});")
  private static native Response dated(Response r);
}
