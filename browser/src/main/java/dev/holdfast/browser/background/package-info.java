/**
 * {@code holdfast-sync.js}: runs the app's own sync function in the worker. Loaded only if the
 * worker has such a function.
 */
@NullMarked
package dev.holdfast.browser.background;

import org.jspecify.annotations.NullMarked;
