/**
 * Thin bindings to the browser's APIs, and the names under which what we keep is found. Nothing
 * here decides.
 */
@NullMarked
package dev.holdfast.browser.js;

import org.jspecify.annotations.NullMarked;
