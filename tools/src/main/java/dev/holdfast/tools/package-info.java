/** Tools of the build besides Maven's plugins. They are not shipped. */
@NullMarked
package dev.holdfast.tools;

import org.jspecify.annotations.NullMarked;
