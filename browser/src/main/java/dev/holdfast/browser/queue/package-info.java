/**
 * {@code holdfast-queue.js}: intercepted writes, loaded by a worker that has a route with {@code
 * queue()}.
 *
 * <p>Start reading at {@code QueueRoute}: it has the steps of a write.
 */
@NullMarked
package dev.holdfast.browser.queue;

import org.jspecify.annotations.NullMarked;
