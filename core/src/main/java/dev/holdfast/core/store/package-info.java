/** The port to a local database: transactions over a few sorted tables. */
@NullMarked
package dev.holdfast.core.store;

import org.jspecify.annotations.NullMarked;
