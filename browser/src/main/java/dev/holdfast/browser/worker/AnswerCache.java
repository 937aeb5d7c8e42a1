package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Answers kept by a route. What may not be stored is not: redirects, errors, parts (206), {@code
 * no-store}, {@code Vary: *}, opaque answers unless {@code cacheable} wants them, and pages of HTML
 * while our server cannot be heard, since a captive portal may have written them.
 */
final class AnswerCache implements Strategies.Sources {
  /*
   * Age is kept in a header of the stored answer, and only where the route has a maxAge. What is
   * too old or beyond maxEntries leaves after a put, oldest first: keys() is in the order of putting.
   * A put replaces all that a match would find in its place, also those of another search or Vary.
   * Of the request only those headers are kept that Vary names, and no credentials.
   *
   * Scripts of Cache API calls here are JavaScript, since each step written in Java costs the bundle
   * some 70 bytes; what they decide, they decide in one expression.
   */
  private final Network network;
  private final Subjects subjects;
  private final JSObject options;
  private final String name;

  AnswerCache(Network network, Subjects subjects, JSObject options) {
    this.network = network;
    this.subjects = subjects;
    this.options = options;
    name = name(options);
    subjects.uses(name);
  }

  @JSBody(params = "o", script = "return o.cacheName || 'holdfast';")
  private static native String name(JSObject o);

  @Override
  public Promise open(Call call) {
    return subjects.cache(name, call.getEvent().getClientId());
  }

  @Override
  public Promise find(Call call) {
    return find(options, open(call), call.getRequest());
  }

  @Override
  public Promise fetch(Call call) {
    return keep(this, options, call, network);
  }

  /*
   * A request for a range gets its part of a whole answer (RFC 9110, 14): 206, or 416 if there is no
   * such part. Several ranges, a malformed one, or an If-Range of another answer get it whole.
   */
  @JSBody(
      params = {"o", "cache", "request"},
      script =
          """
          return cache.then(open => open && open.match(request, o)).then(found => {
            var stored = found && o.maxAge && found.headers.get('holdfast-stored');
            if (!found || stored && Math.abs(Date.now() - stored) > o.maxAge) return;
            var heads = new Headers(found.headers), asked = name => request.headers.get(name);
            var part = /^bytes=(\\d*)-(\\d*)$/.exec(asked('range')), only = asked('if-range');
            var first = part && part[1], last = part && part[2];
            return !part || !(first || last) || first && last && +last < first || found.status !== 200
              || only && only !== heads.get('etag') && only !== heads.get('last-modified') ? found
              : found.blob().then(all => {
                var size = all.size, from = first ? +first : Math.max(0, size - last);
                var to = first && last && +last < size ? +last : size - 1, fits = from <= to;
                heads.delete('content-encoding');
                heads.set('content-length', fits ? to - from + 1 : 0);
                heads.set('content-range', 'bytes ' + (fits ? from + '-' + to : '*') + '/' + size);
                return new Response(all.slice(from, to + 1), {status: fits ? 206 : 416,
                  statusText: fits ? 'Partial Content' : 'Range Not Satisfiable', headers: heads});
              });
          });
          """)
  private static native Promise find(JSObject o, Promise cache, Request request);

  @JSBody(
      params = {"kept", "o", "call", "network"},
      script =
          """
          var request = call.request, fetched = network.fetch(call.event, request), keep = answer => {
            var heads = answer.headers, header = name => heads.get(name) || '';
            if (request.method !== 'GET' || request.cache === 'no-store'
                || answer.redirected || answer.status !== 200 && answer.type !== 'opaque'
                || /no-store/i.test(header('cache-control')) || /\\*/.test(header('vary'))
                || !(o.cacheable ? o.cacheable(answer) : answer.type !== 'opaque')) return;
            var twin = answer.clone(), asked = new Request(request.url, {headers: Array.from(request.headers)
              .filter(head => header('vary').toLowerCase().split(/[ ,]+/).includes(head[0])
                && !/auth|csrf|xsrf|token|key/.test(head[0]))});
            if (o.maxAge && answer.type !== 'opaque') {
              heads = new Headers(heads);
              heads.set('holdfast-stored', Date.now());
              twin = new Response(twin.body,
                {status: answer.status, statusText: answer.statusText, headers: heads});
            }
            var trim = cache => cache.keys().then(keys => {
              var leave = index => cache.delete(keys[index]).then(() => next(index + 1));
              var next = index => keys.length - index > (o.maxEntries || 1 / 0) ? leave(index)
                : o.maxAge && cache.match(keys[index]).then(old =>
                  Date.now() - old.headers.get('holdfast-stored') > o.maxAge && leave(index));
              return next(0);
            });
            return (/html/i.test(header('content-type')) ? network.check() : Promise.resolve(2)).then(known =>
              known > 1 && kept.open(call).then(cache => cache &&
                cache.put(asked, twin)
                  .then(() => cache.keys(asked, o))
                  .then(same => Promise.all(same.slice(0, -1).map(old => cache.delete(old))))
                  .then(() => (o.maxEntries || o.maxAge) && trim(cache))));
          };
          call.event.waitUntil(fetched.then(keep).catch(() => {}));
          return fetched;
          """)
  private static native Promise keep(
      Strategies.Sources kept, JSObject o, Call call, NetworkFace network);
}
