package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Headers;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** One attempt to bring a queued request to its server, and what the answer means. */
final class Sending {
  /** A request that made no progress for so long has failed, in ms. */
  private static final double PATIENCE = 30_000;

  /** Hears what an attempt came to. */
  interface Judged {
    /**
     * @param response null if none came
     */
    void as(Outcome outcome, @Nullable JSObject response);
  }

  /** {@link #judge}, for a script. */
  @JSFunctor
  private interface Facts extends JSObject {
    void with(
        int status,
        double retryAfter,
        boolean csrf,
        boolean doubtful,
        String id,
        @Nullable JSObject response);
  }

  private final Host host;
  private final JSObject rewrite = Names.rewrite();
  private @Nullable JSObject beforeSend;
  private @Nullable JSObject replayed;

  Sending(Host host) {
    this.host = host;
  }

  /**
   * The app's hook that re-makes what was not stored: takes a request and gives the one to send.
   */
  void beforeSend(JSObject hook) {
    beforeSend = hook;
  }

  /** The app's hook that hears the answers to requests that were sent later. */
  void onReplayed(JSObject hook) {
    replayed = hook;
  }

  /** Sends for a page that waits: all its headers go along. */
  void direct(Json entry, Request original, Judged then) {
    Request request = build(entry, original.getHeaders(), original.getRedirect(), rewrite);
    judge(entry, host.fetchWithin(request, PATIENCE), then);
  }

  /** Sends again, with fresh credentials; a redirect is not followed. */
  void replay(Json entry, Judged then) {
    judge(
        entry,
        prepared(beforeSend, build(entry, null, "manual", rewrite))
            .then(request -> host.fetchWithin((Request) request, PATIENCE)),
        then);
  }

  /**
   * A redirect that was not followed, and a page of HTML where something was written, are a login
   * page or a captive portal: only if our server is there, they count as its answer.
   */
  private void judge(Json entry, Promise response, Judged then) {
    facts(
        entry,
        response,
        host,
        rewrite,
        (status, retryAfter, csrf, doubtful, id, got) ->
            then.as(
                doubtful ? Outcome.noAnswer() : Outcome.of(status, retryAfter, csrf).naming(id),
                got));
  }

  @JSBody(
      params = {"entry", "response", "host", "rewrite", "facts"},
      script =
          """
          response.then(answer => {
            var redirect = answer.type === 'opaqueredirect', after = answer.headers.get('retry-after');
            after = !after ? 0 : /^\\d+$/.test(after) ? Date.now() + after * 1000
              : Date.parse(after) || 0;
            var known = redirect || answer.ok && /html/i.test(answer.headers.get('content-type'))
              ? host.check() : Promise.resolve(2);
            return Promise.all([known, answer.status === 403 || entry.makes ? answer.clone().text() : ''])
              .then(known => {
                var id;
                try { id = entry.makes && rewrite.value(JSON.parse(known[1]), entry.idFrom); } catch (none) {}
                return () => facts(redirect ? 0 : answer.status, after,
                  answer.status === 403 && /csrf|xsrf/i.test(known[1]), known[0] < 2,
                  typeof id === 'string' && id || typeof id === 'number' ? JSON.stringify(id) : '', answer);
              });
          }).catch(error => () => facts(0, 0, false, true, '', null)).then(tell => tell());
          """)
  private static native void facts(
      Json entry, Promise response, Host host, JSObject rewrite, Facts facts);

  /**
   * Tells all who want to know of an answer, before its request leaves the queue: so they hear of
   * it at least once. A promise that is bounded and never rejects.
   *
   * @param rows what is being sent
   */
  Promise tell(Messages.Channel channel, Json entry, JSObject response, boolean taken, Json rows) {
    Refreshing again = request -> prepared(beforeSend, request);
    return tell(channel, entry, response, taken, rows, replayed, host, again);
  }

  /** {@link #prepared}, for a script. */
  @JSFunctor
  private interface Refreshing extends JSObject {
    Promise begin(Request request);
  }

  /*
   * The cached GETs of the same path are fetched again once no other request to it waits. We fetch
   * and do not delete, since a connection that has just come back may soon be gone again: offline,
   * an old answer is better than none. One that may not be kept any more goes.
   */
  @JSBody(
      params = {"channel", "entry", "response", "taken", "rows", "hook", "host", "prepared"},
      script =
          """
          var path = one => one.url.split('?')[0], heads = {};
          response.headers.forEach((value, name) => { heads[name] = value; });
          var call = work => new Promise(done => done(work()));
          var refresh = cache => cache.keys(response.url, {ignoreSearch: true, ignoreVary: true})
            .then(keys => Promise.all(keys.map(key => Promise.all([cache.match(key),
              prepared(new Request(key, {cache: 'no-cache', credentials: entry.credentials}))
                .then(request => host.fetchWithin(request, 3e4))]).then(both => {
                  var now = both[1], twin = new Headers(now.headers);
                  if (now.status > 499 || /html/i.test(twin.get('content-type'))) return;
                  if (both[0] && both[0].headers.has('holdfast-stored')) twin.set('holdfast-stored', Date.now());
                  return now.status !== 200 || now.redirected || /no-store/i.test(twin.get('cache-control'))
                    || /\\*/.test(twin.get('vary')) ? cache.delete(key)
                    : cache.put(key, new Response(now.body, {statusText: now.statusText, headers: twin}));
                }))));
          var last = rows.filter(row => path(row[1]) === path(entry)).pop();
          var ours = host.cacheNames().map(name =>
            entry.subject ? name + '@' + encodeURIComponent(entry.subject) : name);
          return Promise.race([new Promise(late => setTimeout(late, 3e4)), Promise.all([
            call(() => response.clone().text().then(body => channel.postMessage({type: 'replayed',
              subject: entry.subject, ok: taken, answer: {id: entry.id, method: entry.method, url: entry.url,
              status: response.status, headers: heads, body: body}}))),
            call(() => hook && hook({id: entry.id, method: entry.method, url: entry.url, ok: taken,
              response: response.clone()})),
            call(() => (!last || last[1].id === entry.id) && caches.keys().then(all => Promise.all(
              all.filter(name => ours.indexOf(name) >= 0).map(name => caches.open(name).then(refresh)))))
          ].map(one => one.catch(error => console.error(error))))]);
          """)
  private static native Promise tell(
      Messages.Channel channel,
      Json entry,
      JSObject response,
      boolean taken,
      Json rows,
      @Nullable JSObject hook,
      Host host,
      Refreshing prepared);

  @JSBody(
      params = {"hook", "request"},
      script =
          "return new Promise(done => done(hook ? hook(request) : request)).then(made => made || request);")
  private static native Promise prepared(@Nullable JSObject hook, Request request);

  /**
   * @param all headers to send in place of the stored ones
   */
  @JSBody(
      params = {"entry", "all", "redirect", "rewrite"},
      script =
          """
          var heads = new Headers(all || entry.headers);
          if (entry.sendsKey && !heads.has('idempotency-key')) heads.set('idempotency-key', entry.id);
          var known = entry.ids && rewrite(entry.url, entry.body, text => {
            var id = entry.ids.find(one => one.temporary === text);
            return id && JSON.parse(id.is);
          }) || entry;
          return new Request(known.url, {method: entry.method, headers: heads, body: known.body,
            credentials: entry.credentials, redirect: redirect});
          """)
  private static native Request build(
      Json entry, @Nullable Headers all, String redirect, JSObject rewrite);
}
