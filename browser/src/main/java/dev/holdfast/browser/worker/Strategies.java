package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Response;
import dev.holdfast.core.Clock;
import org.jspecify.annotations.NullMarked;

/** The ready-made ways to answer a request for something that can be kept. */
@NullMarked
final class Strategies {
  private final Network network;
  private final Clock clock;

  Strategies(Network network, Clock clock) {
    this.network = network;
    this.clock = clock;
  }

  /**
   * The network; the cache if it fails, takes longer than {@code timeout}, or is known to be away.
   */
  Answer networkFirst(StrategyOptions options) {
    AnswerCache cache = new AnswerCache(network, options);
    double timeout = StrategyOptions.timeout(options);
    return call -> {
      if (!call.isOnline()) {
        return cachedElse(cache, call, () -> fetchAndKeep(cache, call));
      }
      Promise fetched = fetchAndKeep(cache, call);
      Promise first = timeout > 0 ? Promise.race(fetched, after(timeout)) : fetched;
      return first.then(
          answer -> answer != null ? answer : cachedElse(cache, call, () -> fetched),
          failed -> cachedElse(cache, call, () -> Promise.reject(failed)));
    };
  }

  /** The cache; the network if it has nothing. */
  Answer cacheFirst(StrategyOptions options) {
    AnswerCache cache = new AnswerCache(network, options);
    return call -> cachedElse(cache, call, () -> fetchAndKeep(cache, call));
  }

  /** The cache at once, and the network behind it for the next time. */
  Answer staleWhileRevalidate(StrategyOptions options) {
    AnswerCache cache = new AnswerCache(network, options);
    return call -> {
      Promise fetched = fetchAndKeep(cache, call);
      return cachedElse(cache, call, () -> fetched);
    };
  }

  Answer cacheOnly(StrategyOptions options) {
    AnswerCache cache = new AnswerCache(network, options);
    return call ->
        cachedElse(cache, call, () -> Promise.reject(Errors.typeError("not in the cache")));
  }

  Answer networkOnly() {
    return call -> network.fetch(call.getRequest());
  }

  private interface Otherwise {
    Promise answer();
  }

  private static Promise cachedElse(AnswerCache cache, Call call, Otherwise otherwise) {
    return cache
        .find(call.getRequest())
        .then(found -> Response.is(found) ? found : otherwise.answer());
  }

  private Promise fetchAndKeep(AnswerCache cache, Call call) {
    Promise fetched = network.fetch(call.getRequest());
    call.getEvent()
        .waitUntil(
            fetched.then(
                answer -> cache.keep(call.getRequest(), (Response) answer), failed -> null));
    return fetched;
  }

  private Promise after(double ms) {
    return Promise.of((resolve, reject) -> clock.after(ms, () -> resolve.with(null)));
  }
}
