/**
 * What every part of the core shares: the ports to time and chance, failures and their codes, and
 * the rule of waiting.
 */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
