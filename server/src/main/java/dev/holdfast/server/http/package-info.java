/**
 * Jetty's side: {@link dev.holdfast.server.http.ApiHandler} puts the API on it, others answer what
 * is no part of the API, give problems as answers and guard a connection.
 */
@NullMarked
package dev.holdfast.server.http;

import org.jspecify.annotations.NullMarked;
