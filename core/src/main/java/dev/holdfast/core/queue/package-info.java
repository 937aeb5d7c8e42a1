/**
 * Intercepted requests that wait to be sent: their log, the drain that sends them in order, and the
 * temporary ids they use.
 */
@NullMarked
package dev.holdfast.core.queue;

import org.jspecify.annotations.NullMarked;
