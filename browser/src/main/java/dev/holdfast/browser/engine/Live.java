package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Hears pokes while the page is visible and online: one stream of server-sent events per browser,
 * read by fetch so that it can authenticate. A stream that ends is opened again a little later, and
 * is a doubt about the network.
 */
@NullMarked
final class Live {
  private final String lock;
  private final String url;
  private final PageTransport transport;
  private final Wanted wanted;
  private final Poked poked;
  private final Idb.Listener lost;
  private JSObject stream = none();
  private boolean waiting;

  /** Whether anybody looks at the news now. */
  interface Wanted {
    boolean now();
  }

  /** Hears the space's newest version. */
  @JSFunctor
  interface Poked extends JSObject {
    void version(double version);
  }

  Live(
      String lock,
      String url,
      PageTransport transport,
      Wanted wanted,
      Poked poked,
      Idb.Listener lost) {
    this.lock = lock;
    this.url = url + "/live";
    this.transport = transport;
    this.wanted = wanted;
    this.poked = poked;
    this.lost = lost;
  }

  /** Opens or closes the stream, as it is wanted now. */
  void update() {
    if (!wanted.now()) {
      abort(stream);
    } else if (!waiting) {
      waiting = true;
      Locks.hold(lock, this::read)
          .then(
              ended -> {
                waiting = false;
                return Json.absent();
              });
    }
  }

  private Promise read() {
    if (!wanted.now()) {
      return Promise.resolve(Json.absent());
    }
    stream = none();
    return read(url, transport.headers(), stream, poked, lost)
        .then(
            ended -> {
              update();
              return Json.absent();
            });
  }

  @JSBody(script = "return new AbortController();")
  private static native JSObject none();

  @JSBody(params = "c", script = "c.abort();")
  private static native void abort(JSObject c);

  /** Resolves when the stream is over, at the earliest after 3 s unless it was aborted. */
  @JSBody(
      params = {"url", "headers", "c", "poked", "lost"},
      script =
          """
          return headers.then(made => fetch(url, {headers: made, signal: c.signal, cache: 'no-store',
            redirect: 'manual'})).then(async answer => {
              if (answer.status != 200) return;
              var decoder = new TextDecoder(), reader = answer.body.getReader(), text = '', chunk, found;
              while (!(chunk = await reader.read()).done) {
                text += decoder.decode(chunk.value, {stream: true});
                var lines = text.split('\\n');
                text = lines.pop();
                lines.forEach(line => {
                  if (found = /^data:.*"version":\\s*(\\d+)/.exec(line)) poked(+found[1]);
                });
              }
            }).catch(() => {}).then(() => new Promise(done => {
              if (c.signal.aborted) return done();
              lost();
              c.signal.onabort = done;
              setTimeout(done, 3000);
            }));
          """)
  private static native Promise read(
      String url, Promise headers, JSObject c, Poked poked, Idb.Listener lost);
}
