/**
 * Whether the server can be reached. Probes and real traffic give evidence; the verdict follows
 * from it.
 */
@NullMarked
package dev.holdfast.core.net;

import org.jspecify.annotations.NullMarked;
