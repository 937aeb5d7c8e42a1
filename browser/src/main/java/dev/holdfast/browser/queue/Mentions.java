package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSObject;

/**
 * The texts that a request mentions: whole segments of its path, whole values of its query, and
 * whole strings and numbers of 16 digits in a JSON body, but never a part of one. A body counts as
 * JSON if it parses as JSON.
 */
final class Mentions {
  private Mentions() {}

  /*
   * rewrite(url, body, swap) calls swap with each text. If swap returns a value, that takes the
   * text's place. The result is {url, body, json}; json is the body as it was, parsed. Everything
   * else stays byte for byte, large numbers too, since strings are replaced in the body's text. The
   * code looks for one quote after the other: a regular expression for a whole string would
   * overflow the stack at some megabytes.
   *
   * rewrite.value(json, pointer) is the value at a JSON Pointer (RFC 6901).
   */
  @Script
  static native JSObject rewrite();
}
