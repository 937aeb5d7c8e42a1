/**
 * What all parts of the core share: the ports to time and random numbers, failures and their codes,
 * and the back-off.
 */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
