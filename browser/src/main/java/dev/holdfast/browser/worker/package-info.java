/**
 * {@code holdfast-worker.js}: routes, strategies and the precache, for scripts and for workers
 * written in Java.
 *
 * <p>Begin with {@code Events}: it has the way of a request, from the files of the release to the
 * routes and the navigation fallback. Each strategy is a script of its own, made by {@code
 * Strategies}.
 *
 * <p>A new strategy is a script, a method in {@code Strategies}, {@code Strategy} and {@code
 * Holdfast}, and a line in {@code holdfast-worker.d.ts} and the guide.
 */
@NullMarked
package dev.holdfast.browser.worker;

import org.jspecify.annotations.NullMarked;
