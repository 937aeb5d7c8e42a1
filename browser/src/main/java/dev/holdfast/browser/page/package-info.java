/**
 * {@code holdfast.js}: {@code offlineStorage} and {@code networkStatus} as scripts see them. Loads
 * the engine.
 */
@NullMarked
package dev.holdfast.browser.page;

import org.jspecify.annotations.NullMarked;
