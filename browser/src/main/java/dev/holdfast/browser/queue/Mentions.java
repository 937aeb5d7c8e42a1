package dev.holdfast.browser.queue;

import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSObject;

/**
 * What a request names: whole segments of its path, whole values of its query, and whole strings in
 * a JSON body, never a part of one. A body is JSON if it can be read as JSON.
 */
final class Mentions {
  private Mentions() {}

  /*
   * rewrite(url, body, swap) calls swap with each text and puts what it answers, if anything, in its
   * place: {url, body, json}, json being the body as it was read. All else stays byte for byte, large
   * numbers too, since strings are exchanged in the text; one expression for a whole string would
   * overflow the stack at some megabytes.
   * rewrite.value(json, pointer) is the value at a JSON Pointer (RFC 6901).
   */
  @Script
  static native JSObject rewrite();
}
