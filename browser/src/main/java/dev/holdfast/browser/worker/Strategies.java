package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The ready-made ways to answer a request for something that can be kept. Each is a script of its
 * own: a function from a call to a promise of the response, which {@code readyMade} wraps with the
 * route's fallback.
 */
final class Strategies {
  /** The files of the release. */
  interface Files extends JSObject {
    /** Resolves to the file at {@code url}; to nothing if the release has none. */
    Promise file(String url);
  }

  private final Network network;
  private final Precache precache;
  private final Subjects subjects;

  Strategies(Network network, Precache precache, Subjects subjects) {
    this.network = network;
    this.precache = precache;
    this.subjects = subjects;
  }

  ReadyMade networkFirst(@Nullable JSObject options) {
    JSObject o = given(options);
    return readyMade(networkFirst(cache(o), o, inTime(o)), o, precache);
  }

  @Script("networkFirst.js")
  private static native JSObject networkFirst(NamedCache cache, JSObject o, JSObject inTime);

  ReadyMade cacheFirst(@Nullable JSObject options) {
    JSObject o = given(options);
    return readyMade(cacheFirst(cache(o)), o, precache);
  }

  @Script("cacheFirst.js")
  private static native JSObject cacheFirst(NamedCache cache);

  ReadyMade staleWhileRevalidate(@Nullable JSObject options) {
    JSObject o = given(options);
    return readyMade(staleWhileRevalidate(cache(o)), o, precache);
  }

  @Script("staleWhileRevalidate.js")
  private static native JSObject staleWhileRevalidate(NamedCache cache);

  ReadyMade cacheOnly(@Nullable JSObject options) {
    JSObject o = given(options);
    return readyMade(cacheOnly(cache(o)), o, precache);
  }

  @Script("cacheOnly.js")
  private static native JSObject cacheOnly(NamedCache cache);

  ReadyMade networkOnly(@Nullable JSObject options) {
    JSObject o = given(options);
    return readyMade(networkOnly(network, inTime(o)), o, precache);
  }

  @Script("networkOnly.js")
  private static native JSObject networkOnly(NetworkApi network, JSObject inTime);

  private AnswerCache cache(JSObject options) {
    return new AnswerCache(network, subjects, options);
  }

  @JSBody(params = "options", script = "return options || {};")
  private static native JSObject given(@Nullable JSObject options);

  /** The strategy {@code way}. If it fails, the route's fallback answers. */
  @Script
  private static native ReadyMade readyMade(JSObject way, JSObject o, Files files);

  /**
   * Returns a function that adds the route's timeout to a promise of an answer: it rejects after
   * that time. The timeout covers the body, which is read to its end before the promise resolves.
   */
  @Script
  private static native JSObject inTime(JSObject o);
}
