/**
 * When to sync and with whom: the loop, its triggers, and two kinds of rounds (a Holdfast server,
 * the app's own function).
 */
@NullMarked
package dev.holdfast.core.sync;

import org.jspecify.annotations.NullMarked;
