/** Passes paths of the app on to its own backend. */
@NullMarked
package dev.holdfast.server.proxy;

import org.jspecify.annotations.NullMarked;
