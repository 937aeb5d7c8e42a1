/**
 * The sync protocol over HTTP: everything under {@code /v1/}, and {@code /metrics}.
 *
 * <p>A request is a short list of steps: the path names a space, {@link Admission} says who asks
 * and whether they may, {@link RequestBody} reads what they sent, the space decides inside one
 * commit, {@link JsonAnswer} writes. {@link LiveHub} tells those who listen.
 */
@NullMarked
package dev.holdfast.server.api;

import org.jspecify.annotations.NullMarked;
