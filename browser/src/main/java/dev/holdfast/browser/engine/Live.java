package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.BackOff;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Poke;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Hears pokes while the page is visible and online: one stream of server-sent events per browser,
 * read by fetch so that it can authenticate.
 *
 * <p>A stream that ends is opened again, and the server's first word on it is where the space
 * stands, so nothing is lost between two. Where none can be had (a proxy that answers for itself,
 * or keeps the bytes back) each try, after a jittered back-off from 1 s to 60 s, is one poll.
 */
final class Live {
  private static final double POLL = 30_000;

  private final String lock;
  private final String url;
  private final @Nullable PageTransport transport;
  private final Random random;
  private final Space space;
  private JSObject stream = controller();
  private final BackOff backOff = new BackOff();
  private boolean waiting;

  /** Who wants the news. */
  interface Space {
    /** Whether anybody looks at them now. */
    boolean isWatched();

    /** The space is at {@code version} now. */
    void poked(double version);

    /** No stream could be had: there may be news all the same. */
    void poll();

    /** A stream broke off, or nobody answered. */
    void doubt();
  }

  /** Hears the space's newest version. */
  @JSFunctor
  private interface Poked extends JSObject {
    void version(double version);
  }

  /**
   * @param transport to where the stream comes from; null where there is none: then this only polls
   */
  Live(String lock, String url, @Nullable PageTransport transport, Random random, Space space) {
    this.lock = lock;
    this.url = url + "/live";
    this.transport = transport;
    this.random = random;
    this.space = space;
  }

  /** Opens or closes the stream, as it is wanted now. */
  void update() {
    if (!space.isWatched()) {
      abort(stream);
    } else if (!waiting) {
      waiting = true;
      Locks.hold(lock, this::read)
          .then(
              ended -> {
                waiting = false;
                update();
                return Json.absent();
              });
    }
  }

  private Promise read() {
    if (!space.isWatched()) {
      return Promise.resolve(Json.absent());
    }
    stream = controller();
    if (transport == null) {
      return pause(stream, POLL * (0.5 + random.next()))
          .then(
              over -> {
                space.poll();
                return over;
              });
    }
    Poked poked = space::poked;
    return read(url, transport.headers(), stream, Poke.LINE, poked)
        .then(how -> isAborted(stream) ? how : again((int) Json.number((Json) how)));
  }

  private Promise again(int how) {
    if (how == HEARD) {
      backOff.reset();
    } else {
      backOff.grow();
    }
    if (how != REFUSED) {
      space.doubt();
    }
    if (how != HEARD) {
      space.poll();
    }
    return pause(stream, backOff.draw(random));
  }

  private static final int REFUSED = 1;
  private static final int HEARD = 2;

  @JSBody(script = "return new AbortController();")
  private static native JSObject controller();

  @JSBody(params = "stop", script = "stop.abort();")
  private static native void abort(JSObject stop);

  @JSBody(params = "stop", script = "return stop.signal.aborted;")
  private static native boolean isAborted(JSObject stop);

  @JSBody(
      params = {"stop", "ms"},
      script = "return new Promise(end => { stop.signal.onabort = end; setTimeout(end, ms); });")
  private static native Promise pause(JSObject stop, double ms);

  /**
   * Resolves when the stream is over: 0 nobody answered, 1 the answer was no stream, or one that
   * said nothing within 10 s, 2 it was one. The server says something every 15 s.
   */
  @Script
  private static native Promise read(
      String url, Promise headers, JSObject stop, String poke, Poked poked);
}
