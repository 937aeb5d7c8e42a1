package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
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
   * A worker is stopped when the browser pleases, so this is on disk: the cache 'holdfast-subjects'
   * has one entry, {used, current, pages: {client id: subject}}. current is who was named last.
   * A subject's caches are called NAME@SUBJECT, the latter URL-encoded.
   */
  private final JSObject state = open();

  Subjects() {
    learn();
  }

  /** Reads what is on disk. */
  void learn() {
    learn(state);
  }

  /** Takes what {@code holdfast.subject} was given. */
  void ask(JSObject fn) {
    ask(state, fn);
  }

  /** A page names its subject, or is signed out with undefined; a promise of this being on disk. */
  Promise name(String client, @Nullable JSObject subject) {
    return name(state, client, subject);
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
    return cache(of(client), name);
  }

  /** Names a cache that routes fill, which is forgotten when the first subject is named. */
  void uses(String cache) {
    uses(state, cache);
  }

  /** The caches that routes fill, {@code [text]}. */
  Json names() {
    return Json.get((Json) state, "names");
  }

  @JSBody(script = "return {names: []};")
  private static native JSObject open();

  @JSBody(
      params = "state",
      script =
          """
          state.read = caches.open('holdfast-subjects').then(cache => cache.match('/'))
            .then(found => found ? found.json() : {pages: {}});
          """)
  private static native void learn(JSObject state);

  @JSBody(
      params = {"state", "fn"},
      script = "state.fn = fn;")
  private static native void ask(JSObject state, JSObject fn);

  @JSBody(
      params = {"state", "name"},
      script = "state.names.push(name);")
  private static native void uses(JSObject state, String name);

  @JSBody(
      params = {"state", "client", "subject"},
      script =
          """
          return Promise.all([state.read,
            self.clients.matchAll({type: 'all', includeUncontrolled: true})]).then(both => {
              var kept = both[0], first = !kept.used, left = kept.pages[client];
              kept.used = true;
              kept.current = subject;
              kept.pages[client] = subject;
              Object.keys(kept.pages).forEach(id => {
                if (!both[1].some(one => one.id === id) || !subject && kept.pages[id] === left)
                  delete kept.pages[id];
              });
              return Promise.all([caches.open('holdfast-subjects').then(cache =>
                cache.put('/', new Response(JSON.stringify(kept))))]
                .concat(first ? state.names.map(name => caches.delete(name)) : []));
            });
          """)
  private static native Promise name(JSObject state, String client, @Nullable JSObject subject);

  @JSBody(
      params = {"state", "client"},
      script = "return state.read.then(kept => kept.used || state.fn ? kept.pages[client] : '');")
  private static native Promise of(JSObject state, String client);

  @JSBody(
      params = "state",
      script =
          """
          return state.fn ? new Promise(done => done(state.fn())).catch(() => {}) : state.read.then(kept =>
            Promise.all(Object.keys(kept.pages).map(id => self.clients.get(id).then(one =>
              one && kept.pages[id] === kept.current))).then(alive =>
                alive.some(yes => yes) ? kept.current : void 0));
          """)
  private static native Promise current(JSObject state);

  @JSBody(
      params = {"subject", "name"},
      script =
          """
          return subject.then(known => known === void 0 ? known
            : caches.open(known ? name + '@' + encodeURIComponent(known) : name));
          """)
  private static native Promise cache(Promise subject, String name);
}
