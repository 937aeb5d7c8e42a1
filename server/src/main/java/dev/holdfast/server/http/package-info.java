/**
 * The adapter for Jetty. {@link dev.holdfast.server.http.ApiHandler} connects the API to it. Other
 * handlers answer paths outside of the API, turn problems into answers and guard connections.
 */
@NullMarked
package dev.holdfast.server.http;

import org.jspecify.annotations.NullMarked;
