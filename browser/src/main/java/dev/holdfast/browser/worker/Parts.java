package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSObject;

/** The part of a stored answer that a request asks for. */
final class Parts {
  private Parts() {}

  /**
   * {@code (request, answer) => answer}, or a promise of it. A HEAD request gets the headers. A
   * range request gets its part (RFC 9110, 14): 206, or 416 if there is no such part. It gets the
   * whole answer if it has several ranges, a malformed one, or the If-Range of another answer.
   */
  @Script
  static native JSObject of();
}
