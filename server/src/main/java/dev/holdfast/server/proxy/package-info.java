/** Paths of the app that its own backend answers. */
@NullMarked
package dev.holdfast.server.proxy;

import org.jspecify.annotations.NullMarked;
