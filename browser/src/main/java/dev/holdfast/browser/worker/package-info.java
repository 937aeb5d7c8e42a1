/**
 * {@code holdfast-worker.js}: routes, strategies and the precache, for scripts and for workers
 * written in Java.
 *
 * <p>Start reading at {@code Events}: it shows how a request is answered, by the files of the
 * release, the routes or the navigation fallback. Each strategy is a script of its own, made by
 * {@code Strategies}.
 */
@NullMarked
package dev.holdfast.browser.worker;

import org.jspecify.annotations.NullMarked;
