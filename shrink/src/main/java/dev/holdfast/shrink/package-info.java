/** Makes the browser's bundles smaller than TeaVM writes them: a step of the build. */
@NullMarked
package dev.holdfast.shrink;

import org.jspecify.annotations.NullMarked;
