package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The stored answers of a route. Redirects, errors, parts (206), {@code Vary: *} and, unless the
 * route ignores it, {@code no-store} are never stored. Opaque answers are stored only if {@code
 * cacheable} allows them. HTML pages are stored only if a check reaches our server, since they may
 * come from a captive portal.
 */
final class AnswerCache implements NamedCache {
  /*
   * If the route has a maxAge, each stored answer has a header with the time of storing. After a
   * put, answers that are too old or beyond maxEntries are deleted, oldest first: keys() is in the
   * order of the puts. A put replaces all answers that a match for the request would find, also
   * those with another query or Vary, if the options make it find them. Of the request, only the headers that Vary names are stored,
   * and no credentials: those are taken out of the stored answer's Vary too, since nothing could find it otherwise. An
   * opaque answer is found only by a page that may not read it anyway.
   *
   * Calls of the Cache API are JavaScript, here and in Precache, since each step written in Java
   * costs the bundle some 70 bytes.
   */
  private final Network network;
  private final Subjects subjects;
  private final JSObject options;
  private final String name;

  /** The URLs whose answers were not kept because of their {@code no-store}, and that was said. */
  private final Json said = Json.object();

  /**
   * @param options the options of a strategy
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
  public Promise called(Call call) {
    return subjects.cache(name, call.getEvent().getClientId());
  }

  @Override
  public Promise find(Call call) {
    return find(options, called(call), call.getRequest(), Parts.of());
  }

  @Override
  public Promise fetch(Call call) {
    Promise answered = network.fetch(call.getEvent(), call.getRequest());
    keep(call, answered);
    return answered;
  }

  @Override
  public void keep(Call call, Promise answered) {
    keep(this, options, call, answered, network, said);
  }

  /*
   * The cache is asked by its name and not opened: that is one way to the browser's process instead of
   * two, and a cache that was deleted meanwhile has nothing, while one that is kept open still has it all.
   */
  @Script
  private static native Promise find(JSObject o, Promise called, Request request, JSObject part);

  @Script
  private static native void keep(
      NamedCache cache, JSObject o, Call call, Promise answered, NetworkApi network, Json said);
}
