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
 * Who the pages say is signed in. What is kept for a subject is for pages that have named it.
 *
 * <p>Until any page names one, all pages share what is kept for nobody, which is forgotten then;
 * from then on a page that names none has no part in anything that is kept.
 */
final class Subjects {
  /*
   * A worker is stopped when the browser pleases, so this is on disk: the cache Names.SUBJECTS has
   * one entry, {used, current, pages: {client id: subject}}. current is who was named last.
   */
  private final JSObject state = open();

  Subjects() {
    learn();
  }

  /** Reads what is on disk. */
  void learn() {
    learn(state, disk());
  }

  /** Takes what {@code holdfast.subject} was given. */
  void ask(JSObject fn) {
    ask(state, fn);
  }

  /** A page names its subject, or is signed out with undefined; a promise of this being on disk. */
  Promise name(String client, @Nullable JSObject subject) {
    return name(state, disk(), client, subject);
  }

  /**
   * A promise of the subject of a page: empty if none was ever named, undefined if it named none.
   */
  Promise of(String client) {
    return of(state, client);
  }

  /**
   * A promise of who is signed in now, by the app's function or a living page: undefined is nobody.
   */
  Promise current() {
    return current(state);
  }

  /** A promise of the cache {@code name} of a page's subject; undefined if there is none for it. */
  Promise cache(String name, String client) {
    return cache(of(client), name, Names.ofCache());
  }

  /** Names a cache that routes fill, which is forgotten when the first subject is named. */
  void uses(String cache) {
    uses(state, cache);
  }

  /** The caches that routes fill, {@code [text]}. */
  Json names() {
    return Json.get((Json) state, "names");
  }

  private static Promise disk() {
    return Caches.open(Names.SUBJECTS);
  }

  @JSBody(script = "return {names: []};")
  private static native JSObject open();

  @JSBody(
      params = {"state", "disk"},
      script =
          """
          state.read = disk.then(cache => cache.match('/'))
            .then(found => found ? found.json() : {pages: {}});
          """)
  private static native void learn(JSObject state, Promise disk);

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
      JSObject state, Promise disk, String client, @Nullable JSObject subject);

  @JSBody(
      params = {"state", "client"},
      script = "return state.read.then(kept => kept.used || state.fn ? kept.pages[client] : '');")
  private static native Promise of(JSObject state, String client);

  @Script
  private static native Promise current(JSObject state);

  @JSBody(
      params = {"subject", "name", "ofCache"},
      script =
          "return subject.then(known =>"
              + " known === void 0 ? known : caches.open(ofCache(name, known)));")
  private static native Promise cache(Promise subject, String name, JSObject ofCache);
}
