/**
 * The server's decision for one space: which mutations are new, what they merge to, which versions
 * they get, and which changes a replica has not seen.
 *
 * <p>{@link dev.holdfast.core.space.Space} decides, a {@link dev.holdfast.core.space.SpaceStore}
 * stores, and the messages are those of {@link dev.holdfast.core.protocol}. Nothing here knows HTTP
 * or SQL, so the simulation runs the same code on its own disk.
 */
@NullMarked
package dev.holdfast.core.space;

import org.jspecify.annotations.NullMarked;
