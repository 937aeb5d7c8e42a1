/** Ready-made authenticators: who sends a request. */
@NullMarked
package dev.holdfast.server.auth;

import org.jspecify.annotations.NullMarked;
