package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The ready-made ways to answer a request for something that can be kept. */
final class Strategies {
  /** Where an answer may come from. */
  interface Sources extends JSObject {
    /** A promise of a kept {@code Response} that is good still, or of undefined. */
    Promise find(Call call);

    /** Asks the network and keeps a twin of the answer if it may; a promise of the answer. */
    Promise fetch(Call call);

    /** Opens the cache of a call's subject; a promise of undefined if there is none. */
    Promise open(Call call);
  }

  /** The files of the release. */
  interface Files extends JSObject {
    /** A promise of the file at {@code url}; null if it is none of the release. */
    @Nullable Promise file(String url);
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
    JSObject given = given(name, options);
    AnswerCache cache = new AnswerCache(network, subjects, given);
    return named(name, given, cache, precache);
  }

  /** What asks the network alone keeps nothing, whatever the options say. */
  @JSBody(
      params = {"name", "o"},
      script = "return Object.assign({}, o, name === 'networkOnly' && {cacheable: () => {}});")
  private static native JSObject given(String name, @Nullable JSObject o);

  /*
   * A timeout covers the body, which is read to its end before it is given away, if there is
   * something else to give: what has no second source is answered as it comes.
   */
  @JSBody(
      params = {"name", "o", "cache", "precache"},
      script =
          """
          var time = o.timeout, cachedElse = (call, otherwise) =>
            cache.find(call).then(found => found || otherwise());
          var inTime = answer => time ? Promise.race([new Promise((done, late) =>
              setTimeout(() => late(new TypeError('no answer in time')), time)),
            answer.then(got => got.clone().arrayBuffer().then(() => got))]) : answer;
          var strategies = {
            networkFirst: call => {
              if (!call.online) return cachedElse(call, () => cache.fetch(call));
              var answer = cache.fetch(call), early = time && cache.find(call);
              return time ? early.then(found => found ? inTime(answer).catch(() => found) : answer)
                : answer.catch(error => cachedElse(call, () => Promise.reject(error)));
            },
            cacheFirst: call => cachedElse(call, () => cache.fetch(call)),
            staleWhileRevalidate: call => {
              var answer = cache.fetch(call);
              return cachedElse(call, () => answer);
            },
            cacheOnly: call =>
              cachedElse(call, () => Promise.reject(new TypeError('not in the cache'))),
            networkOnly: call => inTime(cache.fetch(call))
          };
          return Object.assign(call => strategies[name](call).catch(error => {
            error.isFinal = true;
            var other = o.fallback;
            return new Promise(done => done(other && (other.call ? other(call) : precache.file(other))))
              .then(found => found || Promise.reject(error));
          }), {strategy: name});
          """)
  private static native JSObject named(String name, JSObject o, Sources cache, Files precache);
}
