/**
 * {@code holdfast-worker.js}: routes, strategies and the precache, for scripts and for workers
 * written in Java.
 */
@NullMarked
package dev.holdfast.browser.worker;

import org.jspecify.annotations.NullMarked;
