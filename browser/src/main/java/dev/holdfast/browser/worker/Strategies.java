package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The ready-made ways to answer a request for something that can be kept. */
@NullMarked
final class Strategies {
  /** The cache, which may have nothing, or the network, which may fail. */
  @JSFunctor
  interface Source extends JSObject {
    Promise of(Call call);
  }

  /** A file of the release. */
  @JSFunctor
  interface Files extends JSObject {
    @Nullable Promise of(String url);
  }

  private final Network network;
  private final Precache precache;
  private final Subjects subjects;

  Strategies(Network network, Precache precache, Subjects subjects) {
    this.network = network;
    this.precache = precache;
    this.subjects = subjects;
  }

  /**
   * The strategy called {@code name}, a function with that name as its property {@code strategy}.
   *
   * @param options the app's, may be undefined
   */
  JSObject named(String name, @Nullable JSObject options) {
    JSObject given = orEmpty(options);
    AnswerCache cache = new AnswerCache(network, subjects, given);
    return named(name, given, cache::find, cache::fetch, precache::file);
  }

  @JSBody(params = "o", script = "return o || {};")
  private static native JSObject orEmpty(@Nullable JSObject o);

  /*
   * A timeout covers the body, which is read to its end before it is given away, if there is
   * something else to give: what has no second source is answered as it comes.
   */
  @JSBody(
      params = {"name", "o", "cached", "fetched", "file"},
      script =
          """
          var time = o.timeout, cachedElse = (call, otherwise) =>
            cached(call).then(found => found || otherwise());
          var inTime = answer => time ? Promise.race([new Promise((done, late) =>
              setTimeout(() => late(new TypeError('no answer in time')), time)),
            answer.then(got => got.clone().arrayBuffer().then(() => got))]) : answer;
          var strategies = {
            networkFirst: call => {
              if (!call.online) return cachedElse(call, () => fetched(call));
              var answer = fetched(call), early = time && cached(call);
              return time ? early.then(found => found ? inTime(answer).catch(() => found) : answer)
                : answer.catch(error => cachedElse(call, () => Promise.reject(error)));
            },
            cacheFirst: call => cachedElse(call, () => fetched(call)),
            staleWhileRevalidate: call => {
              var answer = fetched(call);
              return cachedElse(call, () => answer);
            },
            cacheOnly: call =>
              cachedElse(call, () => Promise.reject(new TypeError('not in the cache'))),
            networkOnly: call => inTime(fetched(call))
          };
          return Object.assign(call => strategies[name](call).catch(error => {
            error.isFinal = true;
            var other = o.fallback;
            return (other ? new Promise(done => done(other.call ? other(call) : file(other)))
              : Promise.resolve()).then(found => found || Promise.reject(error));
          }), {strategy: name});
          """)
  private static native JSObject named(
      String name, JSObject o, Source cached, Source fetched, Files file);
}
