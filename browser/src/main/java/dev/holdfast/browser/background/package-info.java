/** {@code holdfast-sync.js}: the app's own sync function in the worker, loaded if there is one. */
@NullMarked
package dev.holdfast.browser.background;

import org.jspecify.annotations.NullMarked;
