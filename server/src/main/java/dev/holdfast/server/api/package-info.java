/**
 * The sync protocol as a function from a request to its answer: everything under {@code /v1/}, and
 * {@code /metrics}. It knows no HTTP library, and of a store only the interface.
 *
 * <p>Start with {@link SyncApi}. A request takes these steps: the path names a space. {@link
 * Admission} says who asks and whether they may. {@link RequestBody} reads the body. {@link
 * SpaceCalls} lets the space decide inside one commit. {@link JsonAnswer} writes the answer. {@link
 * LiveHub} pokes the live streams. An adapter passes in an {@link ApiRequest} and sends an {@link
 * ApiAnswer}.
 */
@NullMarked
package dev.holdfast.server.api;

import org.jspecify.annotations.NullMarked;
