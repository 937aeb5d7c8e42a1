package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Answers kept by a route. What may not be stored is not: redirects, errors, parts (206), {@code
 * no-store}, {@code Vary: *}, opaque answers unless {@code cacheable} wants them, and pages of HTML
 * while our server cannot be heard, since a captive portal may have written them.
 */
final class AnswerCache implements NamedCache {
  /*
   * Age is kept in a header of the stored answer, and only where the route has a maxAge. What is
   * too old or beyond maxEntries leaves after a put, oldest first: keys() is in the order of putting.
   * A put replaces all that a match would find in its place, also those of another search or Vary.
   * Of the request only those headers are kept that Vary names, and no credentials.
   *
   * Calls of the Cache API are JavaScript, here and in Precache, since each step written in Java
   * costs the bundle some 70 bytes.
   */
  private final Network network;
  private final Subjects subjects;
  private final JSObject options;
  private final String name;

  /**
   * @param options those of a strategy
   */
  AnswerCache(Network network, Subjects subjects, JSObject options) {
    this.network = network;
    this.subjects = subjects;
    this.options = options;
    name = name(options, Names.ANSWERS);
    subjects.uses(name);
  }

  @JSBody(
      params = {"o", "otherwise"},
      script = "return o.cacheName || otherwise;")
  private static native String name(JSObject o, String otherwise);

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
    Promise answered = network.fetch(call.getEvent(), call.getRequest());
    keep(call, answered);
    return answered;
  }

  @Override
  public void keep(Call call, Promise answered) {
    keep(this, options, call, answered, network);
  }

  /*
   * A request for a range gets its part of a whole answer (RFC 9110, 14): 206, or 416 if there is no
   * such part. Several ranges, a malformed one, or an If-Range of another answer get it whole.
   */
  @Script
  private static native Promise find(JSObject o, Promise cache, Request request);

  @Script
  private static native void keep(
      NamedCache cache, JSObject o, Call call, Promise answered, NetworkApi network);
}
