/**
 * {@code holdfast-queue.js}: intercepted writes, loaded by a worker that has a route with {@code
 * queue()}.
 *
 * <p>Begin with {@code QueueRoute}: it has the way of a write.
 */
@NullMarked
package dev.holdfast.browser.queue;

import org.jspecify.annotations.NullMarked;
