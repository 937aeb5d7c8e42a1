/**
 * Whether the server is there. A probe or real traffic gives evidence, and the verdict follows from
 * it.
 */
@NullMarked
package dev.holdfast.core.net;

import org.jspecify.annotations.NullMarked;
