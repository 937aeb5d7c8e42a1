/** Programs that measure speed, in comparison with the browser or SQLite alone. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
