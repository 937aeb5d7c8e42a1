package dev.holdfast.browser.resource;

import dev.holdfast.browser.js.Script;
import org.teavm.jso.JSObject;

/**
 * What an answer looks like with a write that waits. {@code POST} adds an item at the end of the
 * list, {@code PUT} and {@code PATCH} change the fields that they name ({@code PATCH} with {@code
 * application/merge-patch+json} as RFC 7396 says), {@code DELETE} removes.
 *
 * <p>In a list with a query, a parameter that is called as a field of the item is taken as a
 * filter: an item with another value is not shown.
 */
final class Shown {
  private Shown() {}

  /**
   * A function {@code (value, write, id) => value}. {@code value} is an item, undefined if there is
   * none; {@code write} is {@code {method, item, body, made, merges}}, {@code id} the JSON Pointer
   * of an item's id. Its property {@code list} does the same with a list and the query of its URL.
   */
  @Script
  static native JSObject apply();
}
