package dev.holdfast.browser.worker;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/** A route, how it is answered, and the next route. */
final class Rule {
  /** Upper case; {@code *} is any. */
  final String method;

  final Pattern pattern;

  /** An {@link Answer} or a {@link ReadyMade}; null: these requests go their way as without us. */
  final @Nullable JSObject answering;

  /** Whether it also answers while online. */
  final boolean always;

  @Nullable Rule next;

  Rule(String method, Pattern pattern, @Nullable JSObject answer, boolean always) {
    this.method = method;
    this.pattern = pattern;
    this.answering = answer;
    this.always = always;
  }
}
