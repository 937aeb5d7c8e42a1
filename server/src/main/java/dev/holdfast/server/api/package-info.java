/**
 * The sync protocol as a function from a request to its answer: everything under {@code /v1/}, and
 * {@code /metrics}. No HTTP library is known here, and no store but by its interface.
 *
 * <p>{@link SyncApi} is the face. A request is a short list of steps: the path names a space,
 * {@link Admission} says who asks and whether they may, {@link RequestBody} takes what they sent,
 * {@link SpaceCalls} lets the space decide inside one commit, {@link JsonAnswer} makes the answer.
 * {@link LiveHub} tells those who listen. An adapter gives an {@link ApiRequest} and sends an
 * {@link ApiAnswer}.
 */
@NullMarked
package dev.holdfast.server.api;

import org.jspecify.annotations.NullMarked;
