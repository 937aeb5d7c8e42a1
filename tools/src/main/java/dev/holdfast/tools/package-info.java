/** What the build runs beside Maven's own plugins. Nothing of it is shipped. */
@NullMarked
package dev.holdfast.tools;

import org.jspecify.annotations.NullMarked;
