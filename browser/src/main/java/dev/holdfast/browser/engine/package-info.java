/**
 * {@code holdfast-engine.js}: replica, sync loop and network status, wired to the page. Loaded by
 * {@code start()}.
 */
@NullMarked
package dev.holdfast.browser.engine;

import org.jspecify.annotations.NullMarked;
