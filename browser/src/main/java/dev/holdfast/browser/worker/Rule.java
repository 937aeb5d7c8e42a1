package dev.holdfast.browser.worker;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/** A route, how it is answered, and the one that was given after it. */
final class Rule {
  /** Upper case; {@code *} is any. */
  final String method;

  final Pattern pattern;

  /** An {@link Answer} or a {@link ReadyMade}; null: these requests go their way as without us. */
  final @Nullable JSObject answer;

  /** Whether the answer is asked also while the network is there. */
  final boolean always;

  @Nullable Rule next;

  Rule(String method, Pattern pattern, @Nullable JSObject answer, boolean always) {
    this.method = method;
    this.pattern = pattern;
    this.answer = answer;
    this.always = always;
  }
}
