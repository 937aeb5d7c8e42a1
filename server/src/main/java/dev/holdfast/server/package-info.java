/**
 * The HTTP server. It connects the other packages: the store of the spaces, the order of the
 * handlers, TLS.
 *
 * <p>Arrows: {@code http} knows {@code api}, {@code api} knows {@code space}. Only {@link
 * dev.holdfast.server.Stores} knows a store by name.
 */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
