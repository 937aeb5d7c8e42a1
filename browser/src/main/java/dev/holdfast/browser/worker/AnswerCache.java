package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Answers kept by a route. What may not be stored is not: redirects, errors, parts (206), {@code
 * no-store}, {@code Vary: *}, opaque answers unless {@code cacheable} wants them, and pages of HTML
 * while our server cannot be heard, since a captive portal may have written them.
 */
@NullMarked
final class AnswerCache {
  /*
   * Age is kept in a header of the stored answer, and only where the route has a maxAge. Entries
   * beyond maxEntries leave after a put, oldest first: keys() is in the order of putting.
   *
   * Scripts of Cache API calls here are JavaScript, since each step written in Java costs the bundle
   * some 70 bytes; what they decide, they decide in one expression.
   */
  private final Network network;
  private final @Nullable JSObject options;

  AnswerCache(Network network, @Nullable JSObject options) {
    this.network = network;
    this.options = options;
  }

  /** A promise of a {@link Response} that is good still, or of undefined. */
  Promise find(Call call) {
    return find(options, call.getRequest());
  }

  /** Asks the network and keeps a twin of the answer if it may; a promise of the answer. */
  Promise fetch(Call call) {
    return keep(options, call, network.fetch(call.getRequest()), network::check);
  }

  @JSBody(
      params = {"o", "request"},
      script =
          """
          return caches.open(o && o.cacheName || 'holdfast').then(cache => cache.match(request)).then(found => {
            var stored = found && o && o.maxAge && found.headers.get('holdfast-stored');
            return stored && Math.abs(Date.now() - stored) > o.maxAge ? void 0 : found;
          });
          """)
  private static native Promise find(@Nullable JSObject o, Request request);

  @JSBody(
      params = {"o", "call", "fetched", "check"},
      script =
          """
          var keep = answer => {
            var heads = answer.headers, header = name => heads.get(name) || '';
            if (call.request.method !== 'GET' || call.request.cache === 'no-store'
                || answer.redirected || answer.status !== 200 && answer.type !== 'opaque'
                || /no-store/i.test(header('cache-control')) || /\\*/.test(header('vary'))
                || !(o && o.cacheable ? o.cacheable(answer) : answer.type !== 'opaque')) return;
            var twin = answer.clone(), most = o && o.maxEntries;
            if (o && o.maxAge && answer.type !== 'opaque') {
              heads = new Headers(heads);
              heads.set('holdfast-stored', Date.now());
              twin = new Response(twin.body,
                {status: answer.status, statusText: answer.statusText, headers: heads});
            }
            return (/html/i.test(header('content-type')) ? check() : Promise.resolve(2)).then(known =>
              known > 1 && caches.open(o && o.cacheName || 'holdfast').then(cache =>
                cache.put(call.request, twin).then(() => most && cache.keys().then(keys =>
                  Promise.all(keys.slice(0, Math.max(0, keys.length - most))
                    .map(key => cache.delete(key)))))));
          };
          call.event.waitUntil(fetched.then(keep).catch(() => {}));
          return fetched;
          """)
  private static native Promise keep(
      @Nullable JSObject o, Call call, Promise fetched, Network.Check check);
}
