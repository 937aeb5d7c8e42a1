/** The store port on IndexedDB. */
@NullMarked
package dev.holdfast.browser.store;

import org.jspecify.annotations.NullMarked;
