/**
 * {@code holdfast-queue.js}: intercepted writes, loaded by a worker that has a route with {@code
 * queue()}.
 */
@NullMarked
package dev.holdfast.browser.queue;

import org.jspecify.annotations.NullMarked;
