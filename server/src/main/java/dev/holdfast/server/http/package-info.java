/** Jetty's side: the handlers, problems as answers, and what guards a connection. */
@NullMarked
package dev.holdfast.server.http;

import org.jspecify.annotations.NullMarked;
