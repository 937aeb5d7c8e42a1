/** The port {@code Store} of core, on IndexedDB. */
@NullMarked
package dev.holdfast.browser.store;

import org.jspecify.annotations.NullMarked;
