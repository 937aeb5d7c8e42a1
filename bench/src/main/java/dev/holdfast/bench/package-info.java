/** Programs that measure, side by side with the raw browser. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
