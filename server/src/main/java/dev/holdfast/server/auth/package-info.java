/** Who a request is from: ready-made answers to {@code Authenticator}. */
@NullMarked
package dev.holdfast.server.auth;

import org.jspecify.annotations.NullMarked;
