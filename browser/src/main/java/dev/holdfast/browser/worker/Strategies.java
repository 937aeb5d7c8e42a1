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

  private final Network network;

  Strategies(Network network) {
    this.network = network;
  }

  /**
   * The strategy called {@code name}, a function with that name as its property {@code strategy}.
   *
   * @param options the app's, may be undefined
   */
  JSObject named(String name, @Nullable JSObject options) {
    AnswerCache cache = new AnswerCache(network, options);
    return named(name, options, cache::find, cache::fetch);
  }

  @JSBody(
      params = {"name", "o", "cached", "fetched"},
      script =
          """
          var cachedElse = (call, otherwise) => cached(call).then(found => found || otherwise());
          var strategies = {
            networkFirst: call => {
              if (!call.online) return cachedElse(call, () => fetched(call));
              var answer = fetched(call), time = o && o.timeout;
              return (time ? Promise.race([answer, new Promise(late => setTimeout(late, time))]) : answer)
                .then(first => first || cachedElse(call, () => answer),
                  error => cachedElse(call, () => Promise.reject(error)));
            },
            cacheFirst: call => cachedElse(call, () => fetched(call)),
            staleWhileRevalidate: call => {
              var answer = fetched(call);
              return cachedElse(call, () => answer);
            },
            cacheOnly: call =>
              cachedElse(call, () => Promise.reject(new TypeError('not in the cache'))),
            networkOnly: call => fetched(call)
          };
          return Object.assign(call => strategies[name](call).catch(error => {
            error.isFinal = true;
            throw error;
          }), {strategy: name});
          """)
  private static native JSObject named(
      String name, @Nullable JSObject o, Source cached, Source fetched);
}
