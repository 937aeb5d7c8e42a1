package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Caches;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The subjects that pages have named as signed in. What is stored for a subject is only for pages
 * that have named it.
 *
 * <p>Until a page names a subject, all pages share caches without one. When the first subject is
 * named, those caches are deleted. From then on, a page that has named no subject gets no cache at
 * all.
 */
final class Subjects {
  /*
   * The browser may stop a worker at any time, so this is on disk: the cache Names.SUBJECTS has one
   * entry, {used, current, pages: {client id: subject}}. current is the subject that was named
   * last.
   */
  private final JSObject state = open();

  Subjects() {
    learn();
  }

  /** Reads what is on disk. */
  void learn() {
    learn(state, Names.of(Names.SUBJECTS));
  }

  /** Sets the app's function that tells who is signed in, {@code holdfast.subject(fn)}. */
  void ask(JSObject fn) {
    ask(state, fn);
  }

  /**
   * A page names its subject; undefined means that it is signed out. Resolves when this is on disk.
   */
  Promise name(String client, @Nullable JSObject subject) {
    return name(state, disk(), client, subject, Names.ofCache());
  }

  /**
   * Resolves to a page's subject; empty if no page has ever named one, undefined if only this page
   * has not.
   */
  Promise of(String client) {
    return of(state, client);
  }

  /**
   * Resolves to who is signed in now, as the app's function or an open page says; undefined for
   * nobody.
   */
  Promise current() {
    return current(state);
  }

  /**
   * Resolves to how the cache {@code name} of a page's subject is called; to undefined if the page
   * gets none.
   */
  Promise cache(String name, String client) {
    return cache(of(client), name, Names.ofCache());
  }

  /**
   * Adds the name of a cache that routes fill. That cache is deleted when the first subject is
   * named.
   */
  void uses(String cache) {
    uses(state, cache);
  }

  /** The caches that routes fill, {@code [text]}. */
  Json names() {
    return Json.get((Json) state, "names");
  }

  private static Promise disk() {
    return Caches.open(Names.of(Names.SUBJECTS));
  }

  @JSBody(script = "return {names: []};")
  private static native JSObject open();

  @JSBody(
      params = {"state", "name"},
      script =
          """
          state.read = caches.match('/', {cacheName: name})
            .then(found => found ? found.json() : {pages: {}});
          """)
  private static native void learn(JSObject state, String name);

  @JSBody(
      params = {"state", "fn"},
      script = "state.fn = fn;")
  private static native void ask(JSObject state, JSObject fn);

  @JSBody(
      params = {"state", "name"},
      script = "state.names.push(name);")
  private static native void uses(JSObject state, String name);

  @Script
  private static native Promise name(
      JSObject state, Promise disk, String client, @Nullable JSObject subject, JSObject ofCache);

  @JSBody(
      params = {"state", "client"},
      script = "return state.read.then(kept => kept.used || state.fn ? kept.pages[client] : '');")
  private static native Promise of(JSObject state, String client);

  @Script
  private static native Promise current(JSObject state);

  @JSBody(
      params = {"subject", "name", "ofCache"},
      script = "return subject.then(known => known === void 0 ? known : ofCache(name, known));")
  private static native Promise cache(Promise subject, String name, JSObject ofCache);
}
