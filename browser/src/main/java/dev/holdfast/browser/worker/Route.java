package dev.holdfast.browser.worker;

import org.jspecify.annotations.NullMarked;

/**
 * Which requests, answered how.
 *
 * @param method upper case; {@code *} is any
 * @param when when the answer is asked
 */
@NullMarked
record Route(String method, Pattern pattern, Answer answer, When when) {
  /** When a route's answer is asked; else the request goes its way as without us. */
  enum When {
    OFFLINE,
    ALWAYS,
    NEVER
  }
}
