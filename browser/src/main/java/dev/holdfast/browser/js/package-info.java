/** Thin bindings to the browser's APIs. Nothing here decides. */
@NullMarked
package dev.holdfast.browser.js;

import org.jspecify.annotations.NullMarked;
