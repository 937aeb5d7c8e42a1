/**
 * Thin bindings to the browser's APIs, and the names of all that is stored in the browser. No
 * decisions are made here.
 */
@NullMarked
package dev.holdfast.browser.js;

import org.jspecify.annotations.NullMarked;
