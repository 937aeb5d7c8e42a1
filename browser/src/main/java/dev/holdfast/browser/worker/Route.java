package dev.holdfast.browser.worker;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Which requests, answered how.
 *
 * @param method upper case; {@code *} is any
 * @param answer null: these requests go their way as without us
 * @param always whether the answer is asked also while the network is there
 */
@NullMarked
record Route(String method, Pattern pattern, @Nullable Answer answer, boolean always) {}
