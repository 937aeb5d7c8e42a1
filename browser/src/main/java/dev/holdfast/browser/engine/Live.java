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
 * Receives pokes while the page is visible and online. A space has one stream of server-sent events
 * per browser, shared by all tabs. It is read by {@code fetch}, since EventSource cannot send
 * headers.
 *
 * <p>A stream that ends is opened again. The server's first message on it says which version the
 * space has, so no poke is missed in between. Sometimes no stream can be had: a proxy answers
 * instead of the server, or holds the bytes back. Then each attempt ends with one poll. The next
 * attempt follows after a jittered back-off from 1 s to 60 s.
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

  /** Receives the pokes. */
  interface Space {
    /** Whether pokes are wanted now. */
    boolean isWatched();

    /** The space is at {@code version} now. */
    void poked(double version);

    /** There is no stream: there may be changes all the same. */
    void poll();

    /** A stream broke off, or there was no answer: the connection may be lost. */
    void doubt();
  }

  /** Receives the space's newest version. */
  @JSFunctor
  private interface Poked extends JSObject {
    void version(double version);
  }

  /**
   * @param transport the way to the server; null if it offers no stream: then this only polls
   */
  Live(String lock, String url, @Nullable PageTransport transport, Random random, Space space) {
    this.lock = lock;
    this.url = url + "/live";
    this.transport = transport;
    this.random = random;
    this.space = space;
  }

  /** Opens the stream if pokes are wanted now, and closes it otherwise. */
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
   * Resolves when the stream has ended. To 0 if there was no answer; to 1 if the answer was no
   * event stream, or sent nothing within 10 s; else to 2. The server sends something every 15 s.
   */
  @Script
  private static native Promise read(
      String url, Promise headers, JSObject stop, String poke, Poked poked);
}
