/**
 * When to sync and with whom: the loop, its triggers, and its two kinds of rounds (our server, the
 * app's own function).
 */
@NullMarked
package dev.holdfast.core.sync;

import org.jspecify.annotations.NullMarked;
