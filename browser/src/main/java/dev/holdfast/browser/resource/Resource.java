package dev.holdfast.browser.resource;

import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSObject;

/**
 * A REST collection: a list at one path, its items at {@code path/:id}. Its writes are queued, and
 * its reads are {@code networkFirst}; while writes wait, answers show them ({@link Shown}).
 */
final class Resource {
  private Resource() {}

  /*
   * What waits is read before the network or the cache is asked: a write that is taken meanwhile then shows
   * twice for a moment at most, and is never missing. The ids are read again afterwards, so that a new item
   * whose id has come meanwhile is not shown beside itself.
   *
   * A write that the server has taken goes into the kept answers before it leaves the queue: so it is never
   * missing offline, even if nothing can be read anew. These changes wait for each other, and a read of
   * what is kept waits for them.
   */
  /**
   * @param usual the cache of routes that name none
   * @param channel to the pages
   */
  @Script
  static native void add(
      JSObject given, JSObject ofCache, JSObject shown, String usual, String channel);
}
