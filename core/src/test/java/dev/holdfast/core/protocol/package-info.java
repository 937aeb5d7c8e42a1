/** Tests of {@link dev.holdfast.core.protocol}: these alone write the wire by hand. */
@NullMarked
package dev.holdfast.core.protocol;

import org.jspecify.annotations.NullMarked;
