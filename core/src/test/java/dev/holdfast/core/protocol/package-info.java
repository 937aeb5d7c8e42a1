/** Tests of {@link dev.holdfast.core.protocol}: only they write field names of the wire by hand. */
@NullMarked
package dev.holdfast.core.protocol;

import org.jspecify.annotations.NullMarked;
