/**
 * The HTTP server that wires the rest: which store keeps the spaces, the handlers in order, TLS.
 *
 * <p>Arrows: {@code http} knows {@code api}, which knows {@code space}; only {@link
 * dev.holdfast.server.Stores} knows a store by name.
 */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
