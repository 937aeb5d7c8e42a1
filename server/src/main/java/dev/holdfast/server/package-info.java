/** The HTTP server: its handlers in order, problems, guards, the proxy and TLS. */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
